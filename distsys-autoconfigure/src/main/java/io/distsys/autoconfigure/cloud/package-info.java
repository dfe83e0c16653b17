/**
 * Auto-configuration of Spring Cloud Commons.
 */
@NullMarked
package io.distsys.autoconfigure.cloud;

import org.jspecify.annotations.NullMarked;
