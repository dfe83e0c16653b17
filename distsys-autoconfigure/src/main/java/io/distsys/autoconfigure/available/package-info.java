/**
 * Auto-configuration of ownership that needs no majority.
 */
@NullMarked
package io.distsys.autoconfigure.available;

import org.jspecify.annotations.NullMarked;
