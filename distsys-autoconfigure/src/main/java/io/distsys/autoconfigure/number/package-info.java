/**
 * Auto-configuration of numbers.
 */
@NullMarked
package io.distsys.autoconfigure.number;

import org.jspecify.annotations.NullMarked;
