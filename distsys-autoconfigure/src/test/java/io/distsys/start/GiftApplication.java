package io.distsys.start;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.distsys.ownership.FencingToken;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.Topics;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.RegistrationResult;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerState;
import io.distsys.worker.Workers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** What the first pages show. */
@SpringBootApplication
@EnableScheduling
public class GiftApplication {

	public static void main(String[] args) {
		SpringApplication.run(GiftApplication.class, args);
	}

	record Report(int gifts, long token) {
	}

	@Component
	@ClusterSingleton("totals") // active on exactly one node
	static class Totals {

		private final Topics topics;

		private final Workers workers;

		private volatile long token;

		Totals(Topics topics, Workers workers) {
			this.topics = topics;
			this.workers = workers;
		}

		@OnActivate
		void activate(FencingToken token) { // before its work begins on this node
			this.token = token.value();
		}

		@Scheduled(fixedRate = 1000) // fires only there; needs @EnableScheduling, as ever
		void publish() {
			int gifts = this.workers.of(Donor.class).get("D-17").gifts();
			this.topics.publish("totals", new Report(gifts, this.token));
		}

	}

	interface Donor {

		CompletionStage<Integer> give(String gift); // returns at once

		int gifts(); // blocks, at most distsys.worker.call-timeout

	}

	@Distributed("donor") // one a key, on one node, one call at a time
	static class DonorWorker implements Donor {

		@WorkerState // on a second node before the reply leaves
		private List<String> given = List.of();

		@Override
		public CompletionStage<Integer> give(String gift) {
			if (!this.given.contains(gift)) {
				this.given = Stream.concat(this.given.stream(), Stream.of(gift)).toList();
			}
			return CompletableFuture.completedFuture(this.given.size());
		}

		@Override
		public int gifts() {
			return this.given.size();
		}

	}

	@Service
	static class Gifts {

		private final Workers workers;

		private final ClusterRegistry names;

		private final AtomicReference<Report> last = new AtomicReference<>();

		Gifts(Workers workers, ClusterRegistry names) {
			this.workers = workers;
			this.names = names;
		}

		/** From any node. */
		CompletionStage<Integer> take(String donor, String gift) {
			return this.workers.of(Donor.class).get(donor).give(gift);
		}

		@ClusterListener(topics = "totals") // on every node
		void keep(Report report) {
			this.last.set(report);
		}

		Optional<Report> last() {
			return Optional.ofNullable(this.last.get());
		}

		boolean serve(String terminal) {
			return this.names.register("terminal/" + terminal, Map.of()) instanceof RegistrationResult.Registered;
		}

	}

}
