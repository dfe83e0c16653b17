/**
 * Tomcat that ends without resetting a connection.
 */
@NullMarked
package io.distsys.tomcat;

import org.jspecify.annotations.NullMarked;
