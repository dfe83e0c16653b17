package io.distsys.worker;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Classes whose instances nobody can change, so that a worker and its caller may share
 * them. Exactly these: a subclass might be another matter.
 */
final class Immutables {

	private static final Set<Class<?>> CLASSES = Set.of(String.class, Boolean.class, Character.class, Byte.class,
			Short.class, Integer.class, Long.class, Float.class, Double.class, BigDecimal.class, BigInteger.class,
			UUID.class, Duration.class, Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class);

	private Immutables() {
	}

	/** Whether a value, {@literal null} included, may be shared. */
	static boolean contain(@Nullable Object value) {
		return value == null || CLASSES.contains(value.getClass());
	}

}
