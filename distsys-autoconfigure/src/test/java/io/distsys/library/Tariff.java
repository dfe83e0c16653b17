package io.distsys.library;

/** What an application says to a library. */
public interface Tariff {

	String price();

}
