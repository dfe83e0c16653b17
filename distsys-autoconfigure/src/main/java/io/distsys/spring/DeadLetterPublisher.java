package io.distsys.spring;

import io.distsys.pubsub.DeadLetter;
import io.distsys.pubsub.TopicErrorHandler;
import io.distsys.pubsub.TopicListener.Publication;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Logs what listeners of topics fail on, and publishes it as an event of the application
 * of this node: a {@link DeadLetter}.
 *
 * @since 0.1
 */
public final class DeadLetterPublisher implements TopicErrorHandler {

	private final TopicErrorHandler logging = TopicErrorHandler.logging();

	private final ApplicationEventPublisher events;

	/**
	 * Create it.
	 * @param events takes the events
	 */
	public DeadLetterPublisher(ApplicationEventPublisher events) {
		this.events = events;
	}

	@Override
	public void onError(String subscriber, Publication publication, Throwable failure) {
		this.logging.onError(subscriber, publication, failure);
	}

	@Override
	public void onDeadLetter(DeadLetter letter) {
		onError(letter.subscriber(), letter.publication(), letter.failure());
		this.events.publishEvent(letter);
	}

}
