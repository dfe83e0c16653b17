package io.distsys.faults.node;

import java.util.List;
import java.util.stream.IntStream;

import io.distsys.cluster.Cluster;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.WorkerEvent;
import io.distsys.worker.WorkerEventListener;
import io.distsys.worker.WorkerTypeDefinition;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Available workers, and what shows what becomes of them. Not found by a scan: the nodes
 * of the strong scenarios do not have it.
 */
@Import({ NodeConfiguration.class, Leash.class, Pulse.class, BasketCaller.class, Crowd.class })
public class Baskets {

	/** The workers. */
	public static final List<String> KEYS = IntStream.range(0, 12).mapToObj((number) -> "basket-" + number).toList();

	/** The resource of the list of the workers that run on a node. */
	public static final String RUNNING = "running";

	/** What the resource of a call begins with that puts something into a worker. */
	public static final String PUT = "put/";

	/** What the resource begins with of that such a call begins. */
	public static final String ASKED = "asked/";

	/** What the resource of a call begins with that tells what is in a worker. */
	public static final String COUNTS = "counts/";

	/** What the resource begins with of a worker that is not kept. */
	public static final String CONCEDED = "conceded/";

	/** What the resource begins with of a state that was merged. */
	public static final String MERGED = "merged/";

	/** What the resource begins with of a state that was lost. */
	public static final String STATE_LOST = "state-lost/";

	/** What the resource begins with of a worker that runs after a loss. */
	public static final String TAKEN_OVER = "taken-over/";

	static final String TYPE = "basket";

	static final int SLOTS = 8;

	/**
	 * The resource of the life of a worker.
	 * @param key the worker
	 * @return the resource
	 */
	public static String of(String key) {
		return "basket/" + key;
	}

	@Bean
	WorkerTypeDefinition basketType(HistoryWriter history, NodeProperties properties) {
		return WorkerTypeDefinition.of(BasketWorker.class, (context) -> new BasketWorker(context, history, properties));
	}

	@Bean
	WorkerEventListener basketEvents(HistoryWriter history, Cluster cluster) {
		return (event) -> record(event, history, cluster);
	}

	private static void record(WorkerEvent event, HistoryWriter history, Cluster cluster) {
		if (event instanceof WorkerEvent.WorkerConceded conceded) {
			history.record(EventKind.LOST, CONCEDED + event.key(), 0, cluster.view().nameOf(conceded.kept()));
		}
		else if (event instanceof WorkerEvent.StateMerged merged) {
			history.record(EventKind.RETURNED, MERGED + event.key(), 0, cluster.view().nameOf(merged.from()));
		}
		else if (event instanceof WorkerEvent.StateLost lost) {
			history.record(EventKind.FAILED, STATE_LOST + event.key(), 0, lost.reason());
		}
		else if (event instanceof WorkerEvent.WorkerTakenOver) {
			history.record(EventKind.ACQUIRED, TAKEN_OVER + event.key(), 0, "");
		}
	}

}
