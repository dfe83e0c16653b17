package com.example;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** A class of nobody's that does something when it is read. */
public final class Gadget implements Serializable {

	/** How often it was read. */
	public static final AtomicInteger READ = new AtomicInteger();

	private static final long serialVersionUID = 1L;

	private void readObject(ObjectInputStream in) {
		READ.incrementAndGet();
		System.err.println("A gadget was read");
	}

}
