package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;

/** Sends to the members of one group, through the outboxes of their slots. */
final class RoutedWorkerGroup<T> implements WorkerGroup<T> {

	private final Seams seams;

	private final WorkerContract<T> contract;

	private final String name;

	private final Duration timeout;

	RoutedWorkerGroup(Seams seams, WorkerContract<T> contract, String name, Duration timeout) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The timeout must be positive, not " + timeout);
		}
		this.seams = seams;
		this.contract = contract;
		this.name = name;
		this.timeout = timeout;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public List<WorkerMember> members() {
		return List.copyOf(this.seams.memberships().members(this.name));
	}

	/** Local ones first; within these and within the others in turn. */
	private List<WorkerMember> inTurn() {
		List<WorkerMember> local = new ArrayList<>();
		List<WorkerMember> others = new ArrayList<>();
		for (WorkerMember member : this.seams.memberships().members(this.name)) {
			boolean here = member.node().equals(this.seams.calls().self());
			(here ? local : others).add(member);
		}
		int turn = this.seams.turn().getAndIncrement();
		List.of(local, others)
			.forEach((some) -> Collections.rotate(some, -Math.floorMod(turn, Math.max(1, some.size()))));
		local.addAll(others);
		return local;
	}

	@Override
	public Optional<T> one() {
		return inTurn().stream()
			.findFirst()
			.map((member) -> this.seams.proxies().create(this.contract, member.type(), member.key(), this.timeout));
	}

	@Override
	public CompletionStage<Optional<WorkerMember>> sendToOne(Consumer<? super T> message) {
		return this.seams.proxies().castToGroup(this.contract, this.name, message, this::offer);
	}

	private CompletionStage<Optional<WorkerMember>> offer(byte[] invocation) {
		List<WorkerMember> members = inTurn();
		CompletableFuture<Optional<WorkerMember>> result = new CompletableFuture<>();
		offer(members.iterator(), members.size(), this.timeout, invocation, result);
		return result;
	}

	/** Each that is left gets its share of the time that is left. */
	private void offer(Iterator<WorkerMember> members, int left, Duration time, byte[] invocation,
			CompletableFuture<Optional<WorkerMember>> result) {
		if (!members.hasNext()) {
			result.complete(Optional.empty());
			return;
		}
		WorkerMember member = members.next();
		long before = this.seams.loop().clock().nanos();
		send(member, invocation, time.dividedBy(left)).thenAccept((reply) -> {
			if (reply instanceof Reply.Answered) {
				result.complete(Optional.of(member));
			}
			else if (reply.isUncertain()) {
				result.completeExceptionally(new CallException("Worker '" + member.key() + "' of type '" + member.type()
						+ "' was lost when it was sent a message to one of group '" + this.name
						+ "': it may have taken it or not", Outcome.MAY_HAVE_RUN));
			}
			else {
				Duration spent = Duration.ofNanos(this.seams.loop().clock().nanos() - before);
				Duration rest = time.minus(spent);
				offer(rest.isNegative() || rest.isZero() ? Collections.emptyIterator() : members, left - 1, rest,
						invocation, result);
			}
		});
	}

	@Override
	public CompletionStage<Integer> sendToAll(Consumer<? super T> message) {
		return this.seams.proxies().castToGroup(this.contract, this.name, message, this::sendToEach);
	}

	private CompletionStage<Integer> sendToEach(byte[] invocation) {
		AtomicInteger reached = new AtomicInteger();
		CompletableFuture<?>[] sent = this.seams.memberships()
			.members(this.name)
			.stream()
			.map((member) -> send(member, invocation, this.timeout)
				.thenAccept((reply) -> reached.addAndGet((reply instanceof Reply.Answered) ? 1 : 0))
				.toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(sent).thenApply((ignored) -> reached.get());
	}

	private CompletionStage<Reply> send(WorkerMember member, byte[] invocation, Duration time) {
		int slot;
		try {
			slot = SlotHash.slot(member.key(), this.seams.slots().of(member.type()));
		}
		catch (CallException ex) {
			return CompletableFuture.completedFuture(new Reply.Refused(Refusal.NOT_OWNER, new byte[0]));
		}
		return this.seams.calls()
			.call(this.seams.calls().self(), Lane.BULK, member.type(),
					WorkerMessage.body(false, slot, member.key(), WorkerMessage.Kind.SEND, invocation), time);
	}

	@Override
	public WorkerGroup<T> withTimeout(Duration other) {
		return new RoutedWorkerGroup<>(this.seams, this.contract, this.name, other);
	}

	/**
	 * What all groups stand on.
	 *
	 * @param memberships who is in them
	 * @param calls the way to the members
	 * @param proxies make members callable
	 * @param slots how many slots a type has
	 * @param loop has the clock
	 * @param turn whose turn it is
	 */
	record Seams(WorkerMemberships memberships, SlotCalls calls, WorkerProxies proxies, WorkerTarget.SlotCount slots,
			EventLoop loop, AtomicInteger turn) {

	}

}
