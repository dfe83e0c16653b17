/**
 * One envelope and two lanes between nodes: casts and calls, in order per sender.
 */
@NullMarked
package io.distsys.messaging;

import org.jspecify.annotations.NullMarked;
