package io.distsys.benchmarks.node;

/** What is called, from wherever. */
interface Echo {

	String echo(String text);

}
