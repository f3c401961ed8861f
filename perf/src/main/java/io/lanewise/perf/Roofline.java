package io.lanewise.perf;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The roofline picture, Williams, Waterman and Patterson, 2009: how fast something is over how many operations it makes
 * of a byte. The lines are what the machine could do; full marks are Lanewise, hollow ones the fastest peer.
 */
final class Roofline {
    private static final Color INK = new Color(0x40, 0x40, 0x40);
    private static final Color[] COLORS = {
        new Color(0x1F, 0x77, 0xB4), new Color(0xD6, 0x27, 0x28), new Color(0x2C, 0xA0, 0x2C),
        new Color(0xFF, 0x7F, 0x0E), new Color(0x94, 0x67, 0xBD), new Color(0x8C, 0x56, 0x4B),
        new Color(0x17, 0xBE, 0xCF), new Color(0x7F, 0x7F, 0x7F)
    };
    private static final double LEAST_INTENSITY = 0.05;
    private static final double MOST_INTENSITY = 1000;

    private final XYChart chart = new XYChartBuilder().width(1000).height(620).build();

    /** Points of a topic: operations a byte, and thousand million operations a second. */
    private record Points(List<Double> x, List<Double> ours, List<Double> peerX, List<Double> peers) {
        Points() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(Subject subject, Row row) {
            Cost cost = subject.cost();
            double scale = row.unit().equals(Cost.Unit.GFLOPS.toString()) ? 1 : cost.flops() / cost.bytes();
            x.add(cost.flops() / cost.bytes());
            ours.add(row.ours() * scale);
            if (row.peerValue() != null) {
                peerX.add(cost.flops() / cost.bytes());
                peers.add(row.peerValue() * scale);
            }
        }
    }

    private Roofline() {}

    /** The picture's bytes, in the format that the file's name ends with. */
    static byte[] draw(Path file, MachineLimits limits, Map<Topic, List<Subject>> subjects, List<Row> rows)
            throws IOException {
        Roofline picture = new Roofline();
        picture.style(rows.isEmpty() ? 1 : rows.getFirst().threads());
        picture.roofs(limits);
        picture.points(subjects, rows);
        var bytes = new ByteArrayOutputStream();
        if (file.toString().endsWith(".svg")) {
            VectorGraphicsEncoder.saveVectorGraphic(
                    picture.chart, bytes, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        } else {
            BitmapEncoder.saveBitmap(picture.chart, bytes, BitmapEncoder.BitmapFormat.PNG);
        }
        return bytes.toByteArray();
    }

    private void style(int threads) {
        chart.setTitle("%s, %d thread%s: full marks Lanewise, hollow marks the fastest native library"
                .formatted(io.lanewise.kernels.Cpu.model(), threads, threads == 1 ? "" : "s"));
        chart.setXAxisTitle("operations for each byte (FLOP/byte)");
        chart.setYAxisTitle("GFLOP/s");
        var style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        style.setXAxisLogarithmic(true);
        style.setYAxisLogarithmic(true);
        style.setXAxisMin(LEAST_INTENSITY);
        style.setXAxisMax(MOST_INTENSITY);
        style.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Line);
        style.setLegendPosition(LegendPosition.OutsideE);
        style.setMarkerSize(9);
    }

    private void roofs(MachineLimits limits) {
        double peak = limits.flopsF32() / 1e9;
        roof("L2 cache %.0f GB/s", limits.copies().getOrDefault(MachineLimits.CACHE, 0.0) / 1e9, peak, 2.5f);
        roof("memory %.0f GB/s", limits.copies().getOrDefault(MachineLimits.MEMORY, 0.0) / 1e9, peak, 1.5f);
    }

    /** A slope as far as the peak, and the peak from there. */
    private void roof(String name, double bandwidth, double peak, float width) {
        if (bandwidth == 0) {
            return;
        }
        double ridge = peak / bandwidth;
        var series = chart.addSeries(
                name.formatted(bandwidth) + ", f32 %.0f GFLOP/s".formatted(peak),
                new double[] {LEAST_INTENSITY, ridge, MOST_INTENSITY},
                new double[] {LEAST_INTENSITY * bandwidth, peak, peak});
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(INK);
        series.setLineStyle(new BasicStroke(width));
    }

    private void points(Map<Topic, List<Subject>> subjects, List<Row> rows) {
        Map<String, Points> topics = new LinkedHashMap<>();
        int at = 0;
        for (var entry : subjects.entrySet()) {
            for (Subject subject : entry.getValue()) {
                Row row = rows.get(at++);
                if (subject.cost().flops() > 0 && subject.cost().bytes() > 0) {
                    topics.computeIfAbsent(entry.getKey().name(), name -> new Points())
                            .add(subject, row);
                }
            }
        }
        int color = 0;
        for (var topic : topics.entrySet()) {
            Points points = topic.getValue();
            Color ink = COLORS[color++ % COLORS.length];
            if (!points.peers().isEmpty()) {
                marks(topic.getKey() + ", peer", points.peerX(), points.peers(), ink, new Ring());
            }
            marks(topic.getKey(), points.x(), points.ours(), ink, SeriesMarkers.CIRCLE);
        }
    }

    private void marks(String name, List<Double> x, List<Double> y, Color color, Marker marker) {
        var series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(marker);
        series.setMarkerColor(color);
    }

    /** A circle that is not filled. */
    private static final class Ring extends Marker {
        @Override
        public void paint(java.awt.Graphics2D g, double x, double y, int size) {
            g.setStroke(new BasicStroke(1.5f));
            g.draw(new java.awt.geom.Ellipse2D.Double(x - size / 2.0, y - size / 2.0, size, size));
        }
    }
}
