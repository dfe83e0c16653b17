package io.distsys.messaging;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what an observer fails on from what it observes. What cannot be observed goes on
 * unobserved, and whoever was told of a beginning is told of the end.
 */
final class GuardedObserver implements MessageObserver {

	private static final Logger logger = LoggerFactory.getLogger(GuardedObserver.class);

	private final MessageObserver observer;

	private final LongAdder failures = new LongAdder();

	private final Seldom seldom;

	GuardedObserver(MessageObserver observer, MonotonicClock clock) {
		this.observer = observer;
		this.seldom = new Seldom(Complaint.QUIET, clock);
	}

	@Override
	public Sending send(Operation operation) {
		try {
			return new GuardedSending(operation, this.observer.send(operation));
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			failed(operation, ex);
			return Unobserved.INSTANCE;
		}
	}

	@Override
	public Receiving receive(Operation operation, Map<String, String> context) {
		try {
			return new GuardedReceiving(operation, this.observer.receive(operation, context));
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			failed(operation, ex);
			return Unobserved.INSTANCE;
		}
	}

	@Override
	public boolean seesLocalCalls() {
		try {
			return this.observer.seesLocalCalls();
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			failed("whether it sees local calls", ex);
			return false;
		}
	}

	private void tell(Operation operation, Runnable what) {
		try {
			what.run();
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			failed(operation, ex);
		}
	}

	private void failed(Object operation, Throwable failure) {
		this.failures.increment();
		if (this.seldom.isTime()) {
			logger.warn(
					"An observer failed on what goes on without it observer={} operation={} failures={} "
							+ "(said once a minute at most)",
					this.observer.getClass().getName(), operation, this.failures.sum(), failure);
		}
	}

	private final class GuardedSending implements Sending {

		private final Operation operation;

		private final Sending sending;

		private GuardedSending(Operation operation, Sending sending) {
			this.operation = operation;
			this.sending = sending;
		}

		@Override
		public Map<String, String> context() {
			try {
				return Map.copyOf(this.sending.context());
			}
			catch (RuntimeException | LinkageError | AssertionError ex) {
				failed(this.operation, ex);
				return Map.of();
			}
		}

		@Override
		public void end(@Nullable Throwable failure) {
			tell(this.operation, () -> this.sending.end(failure));
		}

	}

	private final class GuardedReceiving implements Receiving {

		private final Operation operation;

		private final Receiving receiving;

		private GuardedReceiving(Operation operation, Receiving receiving) {
			this.operation = operation;
			this.receiving = receiving;
		}

		@Override
		public void leaveThread() {
			tell(this.operation, this.receiving::leaveThread);
		}

		@Override
		public void end(@Nullable Throwable failure) {
			tell(this.operation, () -> this.receiving.end(failure));
		}

	}

}
