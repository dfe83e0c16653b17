package io.distsys.ownership;

import org.jspecify.annotations.Nullable;

/**
 * A resource has been given to this node.
 *
 * @param key the resource
 * @param fence open until the grant ends
 * @param cededBy who handed it over, or {@literal null} if it was free: then there is no
 * state to wait for
 * @since 0.1
 */
public record Grant(ResourceKey key, Fence fence, Ownership.@Nullable Cession cededBy) {

}
