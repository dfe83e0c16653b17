package io.distsys.ownership;

import org.jspecify.annotations.Nullable;

/**
 * A change of one row of the table, or of all of it.
 *
 * @param key the resource, or {@literal null} if the whole table was replaced
 * @param before who owned it, or {@literal null} if nobody did
 * @param after who owns it, or {@literal null} if nobody does
 * @since 0.1
 */
public record OwnershipChange(@Nullable ResourceKey key, @Nullable Ownership before, @Nullable Ownership after) {

}
