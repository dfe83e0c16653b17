package io.distsys.faults.node;

import java.io.IOException;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.faults.register.RegisterClient;

import org.springframework.stereotype.Component;

/**
 * Acts for a resource, as an application should: asks the fence, then writes with the
 * token.
 */
@Component
class Actor {

	private final HistoryWriter history;

	private final RegisterClient register;

	Actor(HistoryWriter history, RegisterClient register) {
		this.history = history;
		this.register = register;
	}

	void act(Tenancy tenancy) {
		if (tenancy.ask(this.history, EventKind.HELD)) {
			write(tenancy);
		}
	}

	/** The second half of an act: nothing is asked here. */
	void write(Tenancy tenancy) {
		long from = System.nanoTime();
		try {
			boolean taken = this.register.write(tenancy.resource(), tenancy.token());
			this.history.record(from, System.nanoTime(), taken ? EventKind.WROTE : EventKind.REFUSED,
					tenancy.resource(), tenancy.token(), "");
		}
		catch (IOException ex) {
			this.history.record(EventKind.UNKNOWN, tenancy.resource(), tenancy.token(), ex.toString());
		}
	}

}
