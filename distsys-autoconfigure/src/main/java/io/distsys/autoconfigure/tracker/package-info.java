/**
 * Auto-configuration of what nodes say of themselves.
 */
@NullMarked
package io.distsys.autoconfigure.tracker;

import org.jspecify.annotations.NullMarked;
