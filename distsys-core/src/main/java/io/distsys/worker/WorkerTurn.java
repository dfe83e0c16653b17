package io.distsys.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in the executor: does what is wanted of it and handles its messages, one after
 * another, and lets others run after a few.
 */
final class WorkerTurn implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerTurn.class);

	private static final int MESSAGES_IN_A_ROW = 64;

	private final WorkerCell cell;

	private final SlotTenure tenure;

	WorkerTurn(WorkerCell cell, SlotTenure tenure) {
		this.cell = cell;
		this.tenure = tenure;
	}

	@Override
	public void run() {
		for (int i = 0; i < MESSAGES_IN_A_ROW; i++) {
			superviseSafely();
			Mail mail = this.cell.next();
			if (mail == null) {
				return;
			}
			this.cell.handle(mail);
		}
		this.cell.letOthersRun();
	}

	/** Whatever goes wrong, the worker goes on: it stands in the executor only once. */
	private void superviseSafely() {
		try {
			supervise();
		}
		catch (Throwable ex) {
			logger.error("A worker could not be supervised worker={}", this.cell, ex);
		}
	}

	private void supervise() {
		WorkerOrders.Taken wanted = this.cell.takeOrders();
		if (wanted == null) {
			return;
		}
		WorkerOrders.Crash crash = wanted.crash();
		if (crash != null && crash.instance() == this.cell.life().instance()) {
			this.cell.supervision().crashed(crash.cause());
		}
		wanted.orders().forEach(Runnable::run);
		if (wanted.start()) {
			try {
				this.cell.supervision().startIfWanted();
			}
			finally {
				this.tenure.leave();
			}
		}
		if (wanted.sleep()) {
			this.cell.sleep();
		}
	}

}
