/**
 * Numbers that all nodes change one after another.
 */
@NullMarked
package io.distsys.number;

import org.jspecify.annotations.NullMarked;
