package io.distsys.faults.node;

import java.io.IOException;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/**
 * Says when an application to which nothing is said has started, and ends it with the
 * harness.
 */
public class Leash {

	private final HistoryWriter history;

	Leash(HistoryWriter history) {
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void ready() {
		this.history.record(EventKind.READY, "", 0, "");
		Thread leash = new Thread(Leash::endWithTheHarness, "faults-leash");
		leash.setDaemon(true);
		leash.start();
	}

	private static void endWithTheHarness() {
		try {
			while (System.in.read() >= 0) {
				// Nothing is said to this application.
			}
		}
		catch (IOException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

}
