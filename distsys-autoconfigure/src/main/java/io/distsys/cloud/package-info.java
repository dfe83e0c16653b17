/**
 * Spring Cloud Commons: the nodes of the cluster as instances of services, and instances
 * of another registry as places where nodes may be.
 */
@NullMarked
package io.distsys.cloud;

import org.jspecify.annotations.NullMarked;
