package io.distsys.faults.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.WorkerTypeDefinition;
import io.distsys.worker.Workers;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Many available workers that do nothing but tell when they start. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(Crowd.PROPERTY)
public class Crowd {

	/** The property that asks for them. */
	public static final String PROPERTY = "faults.crowd";

	/** The workers. */
	public static final List<String> KEYS = IntStream.range(0, 3000).mapToObj((number) -> "one-" + number).toList();

	/** What the resource of a worker begins with. */
	public static final String RESOURCE = "crowd/";

	@Bean
	WorkerTypeDefinition crowdType(HistoryWriter history) {
		return WorkerTypeDefinition.of(One.class, (context) -> new One(context.key(), history));
	}

	@Bean
	Starter crowdStarter(Workers workers) {
		return new Starter(workers);
	}

	/** What there is to call. */
	interface Present {

		/**
		 * Tell that it is there.
		 * @return the key
		 */
		CompletionStage<String> here();

	}

	/** Starts all of them, once: what runs after that runs because it is remembered. */
	static class Starter {

		private final Workers workers;

		Starter(Workers workers) {
			this.workers = workers;
		}

		@EventListener(ApplicationReadyEvent.class)
		void start() {
			this.workers.supervisor(Present.class).startAll(KEYS);
		}

	}

	/** One of them. */
	@Distributed(value = "crowd", guarantee = Guarantee.AVAILABLE)
	static class One implements Present {

		private final String key;

		private final HistoryWriter history;

		One(String key, HistoryWriter history) {
			this.key = key;
			this.history = history;
		}

		@OnStart
		void start() {
			this.history.record(EventKind.ACQUIRED, RESOURCE + this.key, 0, "");
		}

		@Override
		public CompletionStage<String> here() {
			return CompletableFuture.completedFuture(this.key);
		}

	}

}
