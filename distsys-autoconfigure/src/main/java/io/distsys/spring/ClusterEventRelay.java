package io.distsys.spring;

import java.util.function.Supplier;

import io.distsys.pubsub.ClusterEvent;
import io.distsys.pubsub.Topics;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Publishes the events of this application that are marked with {@link ClusterEvent} on
 * the other nodes too, and theirs here, from the start of the application to its stop.
 *
 * @since 0.1
 */
public final class ClusterEventRelay extends ClusterPhase implements ApplicationListener<ApplicationEvent> {

	/** The topic that the events travel on. */
	public static final String TOPIC = "distsys.application-events";

	private static final int PHASE = CoreLifecycle.PHASE + 1;

	private final ConfigurableApplicationContext context;

	private final Supplier<Topics> topics;

	private @Nullable Subscription subscription;

	/**
	 * Create it.
	 * @param context whose events they are
	 * @param topics gives the topics
	 */
	public ClusterEventRelay(ConfigurableApplicationContext context, Supplier<Topics> topics) {
		super(PHASE);
		this.context = context;
		this.topics = topics;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		boolean ours = event.getSource() == this.context;
		if (event instanceof PayloadApplicationEvent<?> payload) {
			if (ours && !(event instanceof FromAnotherNode<?>) && isForAll(payload.getPayload())) {
				this.topics.get().publishToOthers(TOPIC, payload.getPayload());
			}
		}
		else if (isForAll(event)) {
			throw new InvalidAnnotationException(
					"The event " + event.getClass().getName()
							+ " is marked with @ClusterEvent and extends ApplicationEvent, whose source cannot travel.",
					"Make it a record or a plain class.");
		}
	}

	private static boolean isForAll(Object event) {
		return AnnotatedElementUtils.hasAnnotation(event.getClass(), ClusterEvent.class);
	}

	/** On the thread of the publisher: what cannot be sent is its failure. */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public synchronized void start() {
		if (this.subscription == null) {
			this.subscription = this.topics.get()
				.subscribe(TOPIC, Object.class,
						(event, from) -> this.context.publishEvent(new FromAnotherNode<>(this.context, event)));
		}
		running(true);
	}

	@Override
	public synchronized void stop() {
		running(false);
		if (this.subscription != null) {
			this.subscription.close();
			this.subscription = null;
		}
	}

	/** An event that has come from another node, and goes to no other. */
	private static final class FromAnotherNode<T> extends PayloadApplicationEvent<T> {

		private static final long serialVersionUID = 1L;

		private FromAnotherNode(Object source, T payload) {
			super(source, payload);
		}

	}

}
