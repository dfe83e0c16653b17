package io.distsys.worker;

import java.util.List;

/** A worker that tells which thread runs it. */
@Distributed("desk")
public interface Desk {

	/** Count, and tell whether anybody else was inside. */
	boolean count();

	@Cast
	void countLater();

	int counted();

	/** Keep a list, and give back what is kept. */
	List<String> keep(List<String> list);

	/** Take some time; tells the thread. */
	String take(long millis);

	/** Interrupt the thread, as somebody might who knows it. */
	void interrupt();

	void fail(String how);

	/** As any other class might be that is a stage by the way. */
	Object later(String value);

}
