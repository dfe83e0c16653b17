package io.distsys.spring;

import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.pubsub.ClusterEvent;
import io.distsys.pubsub.TopicListener;
import io.distsys.pubsub.Topics;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class ClusterEventRelayTests {

	private static final TopicListener.Publication FROM = new TopicListener.Publication(ClusterEventRelay.TOPIC,
			new NodeId(0, 7));

	private final Topics topics = mock(Topics.class);

	private final Subscription subscription = mock(Subscription.class);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		given(this.topics.subscribe(any(), any(), any())).willReturn(this.subscription);
		this.context.registerBean(ClusterEventRelay.class,
				() -> new ClusterEventRelay(this.context, () -> this.topics));
		this.context.register(Listening.class);
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void anEventForAllIsPublishedOnTheOtherNodesAndOthersAreNot() {
		this.context.publishEvent(new PriceChanged("A-1"));
		this.context.publishEvent("of this node");
		verify(this.topics).publishToOthers(ClusterEventRelay.TOPIC, new PriceChanged("A-1"));
		verify(this.topics, never()).publishToOthers(any(), eq("of this node"));
		assertThat(this.context.getBean(Listening.class).prices).containsExactly("A-1");
	}

	@Test
	void anEventOfAnotherNodeIsPublishedHereAndGoesNoFurther() throws Exception {
		@SuppressWarnings("unchecked")
		ArgumentCaptor<TopicListener<Object>> listener = ArgumentCaptor.forClass(TopicListener.class);
		verify(this.topics).subscribe(eq(ClusterEventRelay.TOPIC), eq(Object.class), listener.capture());
		listener.getValue().onMessage(new PriceChanged("B-2"), FROM);
		assertThat(this.context.getBean(Listening.class).prices).containsExactly("B-2");
		verify(this.topics, never()).publishToOthers(any(), any());
	}

	@Test
	void anEventWithASourceIsRefused() {
		assertThatExceptionOfType(InvalidAnnotationException.class)
			.isThrownBy(() -> this.context.publishEvent(new WithSource(this)))
			.withMessageContaining("WithSource");
	}

	@Test
	void nothingIsHeardOnceTheApplicationHasStopped() {
		this.context.close();
		verify(this.subscription).close();
	}

	@ClusterEvent
	record PriceChanged(String article) {
	}

	@ClusterEvent
	static class WithSource extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		WithSource(Object source) {
			super(source);
		}

	}

	static class Listening {

		final List<String> prices = new ArrayList<>();

		@EventListener
		void onPrice(PriceChanged event) {
			this.prices.add(event.article());
		}

	}

}
