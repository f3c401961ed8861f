package io.lanewise.cli;

import io.lanewise.tensor.io.AtomicFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss and accuracy of each epoch as a picture. */
final class TrainingChart {
    private static final Color LOSS = new Color(0xC4, 0x4E, 0x52);
    private static final Color ACCURACY = new Color(0x4C, 0x72, 0xB0);

    private TrainingChart() {}

    static void write(Path file, List<Metrics.Epoch> epochs, String title) throws IOException {
        var bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(chart(epochs, title), bytes, BitmapFormat.PNG);
        AtomicFile.write(file, bytes.toByteArray());
    }

    private static XYChart chart(List<Metrics.Epoch> epochs, String title) {
        var chart = new XYChartBuilder()
                .width(800)
                .height(500)
                .title(title)
                .xAxisTitle("Epoch")
                .build();
        var style = chart.getStyler();
        style.setLegendPosition(LegendPosition.OutsideS);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setXAxisDecimalPattern("0");
        style.setYAxisGroupPosition(1, YAxisPosition.Right);
        chart.setYAxisGroupTitle(0, "Loss (mean over the training batches)");
        chart.setYAxisGroupTitle(1, "Accuracy (test images)");

        double[] numbers =
                IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
        addSeries(
                chart,
                "Loss",
                numbers,
                epochs.stream().mapToDouble(Metrics.Epoch::loss).toArray(),
                LOSS,
                0);
        addSeries(
                chart,
                "Accuracy",
                numbers,
                epochs.stream().mapToDouble(Metrics.Epoch::accuracy).toArray(),
                ACCURACY,
                1);
        return chart;
    }

    private static void addSeries(XYChart chart, String name, double[] x, double[] y, Color color, int axis) {
        var series = chart.addSeries(name, x, y);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(2.5f));
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color);
        series.setYAxisGroup(axis);
    }
}
