/**
 * Ownership that needs no majority: who should own is a pure function of the view, and
 * nodes that can talk hand over in order.
 */
@NullMarked
package io.distsys.available;

import org.jspecify.annotations.NullMarked;
