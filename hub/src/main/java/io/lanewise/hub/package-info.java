/**
 * The files of models. Read {@link io.lanewise.hub.ModelFiles} (what a model's reader asks), {@link
 * io.lanewise.hub.Hub} (models by name), then the cache ({@code HubCache}), one download ({@code Download}) and the
 * requests it makes ({@code HubClient}).
 *
 * <p>Invariant: a file has its name in the cache only when all of it is there, of the size that the hub said and, where
 * the hub's etag is a checksum, with that checksum. Names, lengths and addresses that come from a hub are not trusted.
 */
@NullMarked
package io.lanewise.hub;

import org.jspecify.annotations.NullMarked;
