package io.distsys.ownership;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the requests of this node into the lines of the table and out of them again. It
 * compares what the table shows with what is wanted here, after each change of either: a
 * request that stands in the table and that nobody here wants any more is withdrawn, how
 * ever it came there. Lives on the event loop.
 */
final class QueueKeeper implements Queues {

	private static final Logger logger = LoggerFactory.getLogger(QueueKeeper.class);

	private static final Duration RETRY = Duration.ofMillis(100);

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final Duration timeout;

	private final Supplier<@Nullable LeaseTerm> term;

	private final GrantKeeper grants;

	private final AtomicLong lastNumber = new AtomicLong();

	private final Map<ResourceKey, Map<Long, QueueRequest>> requests = new HashMap<>();

	QueueKeeper(ReplicatedLog log, OwnershipTable table, EventLoop loop, Duration timeout,
			Supplier<@Nullable LeaseTerm> term, GrantKeeper grants) {
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.timeout = timeout;
		this.term = term;
		this.grants = grants;
	}

	@Override
	public Ticket enter(ResourceKey key, int mostWaiting, Entrant entrant) {
		QueueRequest request = new QueueRequest(this.lastNumber.incrementAndGet(), key, mostWaiting, entrant);
		this.loop.execute(() -> {
			add(request);
			look(request);
			this.log.outage().ifPresent((why) -> request.stall(new Handle(request), why));
		});
		return new Handle(request);
	}

	/** Called with each look at the lease. */
	void lookForOutage() {
		this.log.outage()
			.ifPresent((why) -> all().toList().forEach((request) -> request.stall(new Handle(request), why)));
	}

	private void add(QueueRequest request) {
		this.requests.computeIfAbsent(request.key(), (key) -> new LinkedHashMap<>()).put(request.number(), request);
	}

	/** The table has changed, and the grants of this node with it. */
	void changed(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key != null) {
			lookAt(key);
		}
		else {
			lookAtAll();
		}
	}

	/** A lease has begun, or is over. */
	void lookAtAll() {
		this.table.lines().keySet().forEach(this::adoptStrays);
		List.copyOf(this.requests.keySet()).forEach(this::lookAt);
	}

	private void lookAt(ResourceKey key) {
		adoptStrays(key);
		Presence presence = presence(key);
		List.copyOf(this.requests.getOrDefault(key, Map.of()).values()).forEach((request) -> {
			if (!request.isOver()) {
				look(request, presence);
			}
		});
	}

	/** A session that the table does not have any more takes no requests. */
	private @Nullable LeaseTerm openTerm() {
		LeaseTerm current = this.term.get();
		return (current != null && this.table.find(current.session()) != null) ? current : null;
	}

	private Presence presence(ResourceKey key) {
		LeaseTerm current = openTerm();
		Line line = this.table.lines().get(key);
		if (current == null || line == null) {
			return new Presence(current, null, Set.of());
		}
		boolean held = line.holder().session().equals(current.session());
		return new Presence(current, held ? line.holder().request() : null,
				line.waiting()
					.stream()
					.filter((waiter) -> waiter.session().equals(current.session()))
					.map(Waiter::request)
					.collect(Collectors.toUnmodifiableSet()));
	}

	/**
	 * A command that was thought lost may come late: what it brought into the line nobody
	 * here waits for, so it is withdrawn.
	 */
	private void adoptStrays(ResourceKey key) {
		Line line = this.table.lines().get(key);
		LeaseTerm current = openTerm();
		if (line == null || current == null) {
			return;
		}
		adoptStray(key, line.holder(), current);
		line.waiting().forEach((waiter) -> adoptStray(key, waiter, current));
	}

	private void adoptStray(ResourceKey key, Waiter waiter, LeaseTerm current) {
		if (waiter.session().equals(current.session())
				&& !this.requests.getOrDefault(key, Map.of()).containsKey(waiter.request())) {
			QueueRequest stray = new QueueRequest(waiter.request(), key, 0, QueueRequest.NOBODY);
			stray.leave();
			add(stray);
		}
	}

	private void look(QueueRequest request) {
		look(request, presence(request.key()));
	}

	private void look(QueueRequest request, Presence presence) {
		LeaseTerm current = presence.term();
		boolean holds = presence.holding() != null && presence.holding() == request.number();
		boolean waits = presence.waiting().contains(request.number());
		request.known(holds || waits);
		if (request.isLeaving()) {
			leave(request, current, holds || waits);
		}
		else if (holds) {
			take(request);
		}
		else if (request.fence() != null) {
			request.lose("the cluster has taken it back");
			finish(request);
		}
		else if (!waits && current != null) {
			enter(request, current);
		}
	}

	private void take(QueueRequest request) {
		Ownership row = this.table.find(request.key()).orElse(null);
		GrantFence fence = (row != null) ? this.grants.fenceOf(request.key(), row.token()) : null;
		if (fence != null && request.fence() == null) {
			request.grant(new Handle(request), fence);
			// It may have been left in this very moment.
			if (request.isLeaving()) {
				look(request);
			}
		}
	}

	private void leave(QueueRequest request, @Nullable LeaseTerm current, boolean present) {
		GrantFence fence = request.fence();
		if (fence != null) {
			fence.end();
		}
		if (present && current != null) {
			send(request, current, new Command.Leave(request.key(), waiter(request, current)), (result) -> {
			});
		}
		else if (current == null || !request.isSending(current.session())) {
			finish(request);
		}
	}

	private void enter(QueueRequest request, LeaseTerm current) {
		send(request, current, new Command.Enter(request.key(), waiter(request, current), request.mostWaiting()),
				(result) -> {
					Lines.Entry entry = Lines.Entry.of(result);
					if (entry == Lines.Entry.FULL || entry == Lines.Entry.DRAINING) {
						request.refuse((entry == Lines.Entry.FULL) ? Refusal.FULL : Refusal.DRAINING);
						finish(request);
					}
				});
	}

	private static Waiter waiter(QueueRequest request, LeaseTerm current) {
		return new Waiter(current.session(), request.number());
	}

	/** One command at a time for a request and session; then it is looked at again. */
	private void send(QueueRequest request, LeaseTerm current, Command command, Answer answer) {
		SessionId session = current.session();
		if (!request.beginSending(session)) {
			return;
		}
		this.log.submit(CommandCodec.encode(command), this.timeout).whenComplete((applied, failure) -> {
			request.endSending(session);
			if (request.isOver()) {
				return;
			}
			if (applied == null) {
				logger.debug("A request will be repeated key={} number={}", request.key(), request.number(), failure);
				this.loop.schedule(RETRY, () -> lookUnlessOver(request));
				return;
			}
			LeaseTerm now = this.term.get();
			if (now != null && now.session().equals(session)) {
				answer.on(applied.result());
			}
			lookUnlessOver(request);
		});
	}

	private void lookUnlessOver(QueueRequest request) {
		if (!request.isOver()) {
			look(request);
		}
	}

	private void finish(QueueRequest request) {
		Map<Long, QueueRequest> ofKey = this.requests.get(request.key());
		if (ofKey != null && ofKey.remove(request.number()) != null && ofKey.isEmpty()) {
			this.requests.remove(request.key());
		}
		request.finish();
	}

	/** The lease is about to end: what was granted is told, and held until then. */
	void giveUp(String reason) {
		all().filter((request) -> request.fence() != null && !request.isLeaving())
			.toList()
			.forEach((request) -> request.lose(reason));
	}

	/** The lease is over, and all that was granted in it. */
	void ended() {
		all().filter((request) -> request.fence() != null).toList().forEach(this::finish);
		lookAtAll();
	}

	private Stream<QueueRequest> all() {
		return this.requests.values().stream().flatMap((ofKey) -> ofKey.values().stream());
	}

	/**
	 * The requests of this node's session in one line of the table.
	 *
	 * @param term the lease that holds them, or {@literal null} if there is none
	 * @param holding the request that has the resource, or {@literal null}
	 * @param waiting the requests that wait
	 */
	private record Presence(@Nullable LeaseTerm term, @Nullable Long holding, Set<Long> waiting) {

	}

	/** What to do with the result of a command. */
	private interface Answer {

		void on(byte[] result);

	}

	/** A request as its owner sees it. */
	private final class Handle implements Ticket {

		private final QueueRequest request;

		private Handle(QueueRequest request) {
			this.request = request;
		}

		@Override
		public boolean isKnown() {
			return this.request.isKnown();
		}

		@Override
		public void leave() {
			this.request.leave();
			QueueKeeper.this.loop.execute(() -> lookUnlessOver(this.request));
		}

		@Override
		public CompletionStage<Void> gone() {
			CompletableFuture<Void> gone = this.request.gone();
			return gone.minimalCompletionStage();
		}

	}

}
