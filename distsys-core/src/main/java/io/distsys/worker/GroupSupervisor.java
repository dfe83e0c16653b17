package io.distsys.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises the workers of a group in one slot, as long as this node owns it: those of
 * one key belong together. A crash begins a round: all whom it concerns are ended and
 * paused, and when they are, and the pause of the crashed one is over, they are started
 * one after another. A crash during a round begins another one, which has also those that
 * were left of the first.
 * <p>
 * All of it runs on the core's event loop; what touches an instance is an order to the
 * worker's cell, carried out by whoever runs that.
 */
final class GroupSupervisor {

	private static final Logger logger = LoggerFactory.getLogger(GroupSupervisor.class);

	private final SupervisionGroup group;

	private final List<HostedType> types;

	private final int slot;

	private final long token;

	private final Hosting hosting;

	private final Map<String, Round> rounds = new HashMap<>();

	private final Map<String, RestartBudget> budgets = new HashMap<>();

	GroupSupervisor(SupervisionGroup group, List<HostedType> types, int slot, long token, Hosting hosting) {
		this.group = group;
		this.types = types;
		this.slot = slot;
		this.token = token;
		this.hosting = hosting;
	}

	long token() {
		return this.token;
	}

	/**
	 * A worker has crashed, and pauses. May be called by any thread.
	 * @param pause how long it is to pause, or {@literal null} if it has spent its budget
	 */
	void crashed(HostedType type, String key, Throwable cause, @Nullable Duration pause) {
		this.hosting.loop().execute(() -> {
			int index = this.types.indexOf(type);
			if (pause != null) {
				begin(key, this.group.strategy().concerned(index, this.types.size()),
						new Round(index, RestartReason.GROUP, cause, pause));
			}
			else {
				escalate(key, index, cause);
			}
		});
	}

	private void escalate(String key, int index, Throwable cause) {
		RestartPolicy policy = this.group.escalation();
		if (policy == null) {
			throw new IllegalStateException("Group '" + this.group.name() + "' does not escalate");
		}
		long now = this.hosting.now();
		this.budgets.values().removeIf((budget) -> budget.isEmpty(now));
		RestartBudget budget = this.budgets.computeIfAbsent(key, (ignored) -> new RestartBudget(policy));
		int restart = budget.crashed(now);
		if (restart == 0) {
			giveUp(key, cause, budget.opensAgain(now), policy);
			return;
		}
		Duration pause = policy.backoff(restart, this.hosting.random().nextDouble());
		logger.warn("A group of workers is made anew, a member has spent its restarts group={} key={} member={}",
				this.group.name(), key, this.group.members().get(index), cause);
		begin(key, IntStream.range(0, this.types.size()), new Round(index, RestartReason.ESCALATION, cause, pause));
	}

	private void begin(String key, IntStream concerned, Round round) {
		concerned.forEach(round.left::add);
		Round before = this.rounds.put(key, round);
		round.notBefore = this.hosting.now() + round.pause.toNanos();
		if (before != null) {
			round.left.addAll(before.left);
			round.notBefore = Math.max(round.notBefore, before.notBefore);
		}
		for (int member : List.copyOf(round.left.descendingSet())) {
			if (member != round.crashed) {
				end(key, member, round);
			}
		}
		Duration rest = Duration.ofNanos(Math.max(0, round.notBefore - this.hosting.now()));
		this.hosting.loop().schedule(rest, () -> goOn(key, round));
		this.hosting.loop().schedule(rest.plus(this.hosting.settings().drainTimeout()), () -> hurry(key, round));
	}

	/** The order to begin waits behind the order to end. */
	private void hurry(String key, Round round) {
		if (this.rounds.get(key) != round || round.starting) {
			return;
		}
		for (int member : round.ending) {
			WorkerCell cell = cell(key, member);
			if (cell != null) {
				logger.warn("A member of a group does not end and is interrupted group={} worker={}", this.group.name(),
						cell);
				cell.interrupt();
			}
		}
		round.ending.clear();
		goOn(key, round);
	}

	private void end(String key, int member, Round round) {
		WorkerCell cell = cell(key, member);
		WorkerOrders.Given given = (cell == null) ? WorkerOrders.Given.GONE : cell.order(() -> {
			boolean ended = cell.supervision().endForGroup(round.reason, round.pause, round.cause);
			this.hosting.loop().execute(() -> ended(key, member, round, ended));
		});
		if (given == WorkerOrders.Given.GIVEN) {
			round.ending.add(member);
		}
		else if (given == WorkerOrders.Given.GONE) {
			round.left.remove(member);
		}
	}

	private void ended(String key, int member, Round round, boolean startsAgain) {
		round.ending.remove(member);
		if (!startsAgain) {
			round.left.remove(member);
		}
		goOn(key, round);
	}

	private void goOn(String key, Round round) {
		if (!round.starting && this.rounds.get(key) == round && round.ending.isEmpty()
				&& round.notBefore - this.hosting.now() <= 0) {
			round.starting = true;
			startNext(key, round);
		}
	}

	private void startNext(String key, Round round) {
		if (this.rounds.get(key) != round) {
			return;
		}
		boolean given = false;
		while (!given && !round.left.isEmpty()) {
			int member = round.left.first();
			WorkerCell cell = cell(key, member);
			given = cell != null && cell.orderToGoOn(() -> {
				cell.supervision().startForGroup(round.reason, round.pause, round.cause);
				this.hosting.loop().execute(() -> started(key, member, round));
			});
			if (!given) {
				round.left.remove(member);
			}
		}
		if (!given) {
			this.rounds.remove(key, round);
		}
	}

	private void started(String key, int member, Round round) {
		if (this.rounds.get(key) == round) {
			round.left.remove(member);
			startNext(key, round);
		}
	}

	private void giveUp(String key, Throwable cause, long untilNanos, RestartPolicy policy) {
		logger.warn(
				"A group of workers was made anew too often and is given up for a while group={} key={} restarts={} window={}",
				this.group.name(), key, policy.maxRestarts(), policy.window(), cause);
		this.rounds.remove(key);
		for (int member = this.types.size() - 1; member >= 0; member--) {
			WorkerCell cell = cell(key, member);
			if (cell != null) {
				cell.orderToGoOn(() -> cell.supervision().giveUpWithGroup(untilNanos, cause));
			}
		}
		publish(new WorkerEvent.GroupGivenUp(this.group.name(), key, policy.maxRestarts(), cause));
	}

	/** The listener is the user's: it is kept off the loop. */
	private void publish(WorkerEvent event) {
		try {
			this.hosting.executor().execute(() -> this.hosting.publish(event));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Nobody is told of an event, the executor is closed event={}", event, ex);
		}
	}

	private @Nullable WorkerCell cell(String key, int member) {
		return this.types.get(member)
			.slot(this.slot)
			.tenure()
			.filter((tenure) -> tenure.token() == this.token)
			.map((tenure) -> tenure.find(key))
			.orElse(null);
	}

	/** One time that workers of one key are made anew. */
	private static final class Round {

		private final int crashed;

		private final RestartReason reason;

		private final Throwable cause;

		private final Duration pause;

		/** Those that are not started yet. */
		private final TreeSet<Integer> left = new TreeSet<>();

		/** Those that have not said yet that they have ended. */
		private final Set<Integer> ending = new HashSet<>();

		private long notBefore;

		private boolean starting;

		private Round(int crashed, RestartReason reason, Throwable cause, Duration pause) {
			this.crashed = crashed;
			this.reason = reason;
			this.cause = cause;
			this.pause = pause;
		}

	}

}
