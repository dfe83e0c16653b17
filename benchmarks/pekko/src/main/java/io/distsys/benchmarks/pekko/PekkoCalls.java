package io.distsys.benchmarks.pekko;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.peers.node.Callee;
import io.distsys.benchmarks.peers.node.MeasuredNode;
import org.apache.pekko.Version;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;

/** Asks sharded entities, and a cluster singleton by its proxy. */
final class PekkoCalls implements MeasuredNode {

	private static final EntityTypeKey<Question> ENTITIES = EntityTypeKey.create(Question.class, "answering");

	/** As long as a call of the library may take. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ActorSystem<?> system;

	private final Cluster cluster;

	private final ClusterSharding sharding;

	private final ActorRef<Question> singleton;

	PekkoCalls(ActorSystem<?> system) {
		this.system = system;
		this.cluster = Cluster.get(system);
		this.sharding = ClusterSharding.get(system);
		this.sharding.init(Entity.of(ENTITIES, (context) -> Answerer.create()));
		this.singleton = ClusterSingleton.get(system).init(SingletonActor.of(Answerer.create(), "answering"));
	}

	@Override
	public String version() {
		return "Pekko " + Version.current() + ", JDK " + Runtime.version();
	}

	@Override
	public Optional<String> missing() {
		long up = StreamSupport.stream(this.cluster.state().getMembers().spliterator(), false)
			.filter((member) -> member.status() == MemberStatus.up())
			.count();
		if (up < NODES) {
			return Optional.of("only " + up + " nodes are up");
		}
		try {
			Map<String, Integer> entities = new HashMap<>();
			KEYS.forEach((key) -> entities.merge(ask(entity(key), Question.WHERE), 1, Integer::sum));
			ask(onSingleton(), Question.WHERE);
			return (entities.size() == NODES) ? Optional.empty() : Optional.of("the entities are at " + entities);
		}
		catch (CompletionException ex) {
			return Optional.of(String.valueOf(ex.getCause()));
		}
	}

	@Override
	public Optional<Callee> find(String target, boolean here) {
		String self = this.cluster.selfMember().uniqueAddress().toString();
		List<Asked> found = new ArrayList<>();
		for (Asked asked : target.equals(CallOrder.WORKER) ? KEYS.stream().map(this::entity).toList()
				: List.of(onSingleton())) {
			if (ask(asked, Question.WHERE).equals(self) == here) {
				found.add(asked);
			}
		}
		return found.isEmpty() ? Optional.empty()
				: Optional.of(new AnyOf(() -> found.get(ThreadLocalRandom.current().nextInt(found.size()))));
	}

	private Asked entity(String key) {
		EntityRef<Question> entity = this.sharding.entityRefFor(ENTITIES, key);
		return (text) -> entity.ask((replyTo) -> new Question(text, replyTo), TIMEOUT);
	}

	private Asked onSingleton() {
		return (text) -> AskPattern.ask(this.singleton, (replyTo) -> new Question(text, replyTo), TIMEOUT,
				this.system.scheduler());
	}

	private static String ask(Asked asked, String text) {
		return asked.ask(text).toCompletableFuture().join();
	}

	/** What can be asked. */
	@FunctionalInterface
	private interface Asked {

		CompletionStage<String> ask(String text);

	}

	/**
	 * Asks one of some.
	 *
	 * @param any chooses it
	 */
	private record AnyOf(Supplier<Asked> any) implements Callee {

		@Override
		public String call() {
			return PekkoCalls.ask(this.any.get(), TEXT);
		}

		@Override
		public CompletionStage<String> callLater() {
			return this.any.get().ask(TEXT);
		}

	}

}
