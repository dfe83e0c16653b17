package io.distsys.faults.node;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

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
		act(tenancy, Duration.ZERO);
	}

	/**
	 * Act, with a while between the question and the write: time enough for the process
	 * to be stopped there.
	 */
	void act(Tenancy tenancy, Duration hesitation) {
		if (!tenancy.ask(this.history, EventKind.HELD)) {
			return;
		}
		LockSupport.parkNanos(hesitation.toNanos());
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
