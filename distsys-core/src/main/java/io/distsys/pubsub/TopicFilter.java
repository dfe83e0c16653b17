package io.distsys.pubsub;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What somebody listens to: a topic, or all topics of a pattern.
 *
 * @param text the topic or the pattern
 * @param pattern matches the topics, or {@literal null} if it is only the one
 */
record TopicFilter(String text, @Nullable Pattern pattern) {

	private static final String ANYTHING = "*";

	static TopicFilter of(String text) {
		return new TopicFilter(text, isPattern(text) ? compile(text) : null);
	}

	/** Whether a text stands for more than one topic. */
	static boolean isPattern(String text) {
		return text.contains(ANYTHING);
	}

	private static Pattern compile(String text) {
		return Pattern.compile(Arrays.stream(text.split(Pattern.quote(ANYTHING), -1))
			.map(Pattern::quote)
			.collect(Collectors.joining(".*")), Pattern.DOTALL);
	}

	boolean matches(String topic) {
		return (this.pattern != null) ? this.pattern.matcher(topic).matches() : this.text.equals(topic);
	}

}
