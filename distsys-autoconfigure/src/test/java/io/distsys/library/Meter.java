package io.distsys.library;

/** A worker of a library. */
public interface Meter {

	String price();

}
