package io.distsys.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.distsys.singleton.ScheduledRun;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

/**
 * When a scheduled method is due, as its annotation says. The runs themselves are
 * Spring's; this is for telling what was missed and what comes next.
 *
 * @param cron the expression, or {@literal null}
 * @param zone where it counts
 * @param period the rate or delay, or {@literal null}
 * @param afterEnd whether the period counts from the end of a run
 */
record Schedule(@Nullable CronExpression cron, ZoneId zone, @Nullable Duration period, boolean afterEnd) {

	/** By so much a timer may be early, compared to the wall clock. */
	private static final Duration EARLY = Duration.ofMillis(100);

	static Schedule of(Scheduled scheduled, UnaryOperator<String> resolver) {
		String expression = resolver.apply(scheduled.cron());
		String zone = resolver.apply(scheduled.zone());
		boolean byCron = StringUtils.hasText(expression) && !Scheduled.CRON_DISABLED.equals(expression);
		Duration rate = period(scheduled.fixedRate(), resolver.apply(scheduled.fixedRateString()), scheduled);
		Duration delay = period(scheduled.fixedDelay(), resolver.apply(scheduled.fixedDelayString()), scheduled);
		return new Schedule(byCron ? CronExpression.parse(expression) : null,
				StringUtils.hasText(zone) ? StringUtils.parseTimeZoneString(zone).toZoneId() : ZoneId.systemDefault(),
				(rate != null) ? rate : delay, rate == null);
	}

	private static @Nullable Duration period(long value, String text, Scheduled scheduled) {
		if (value >= 0) {
			return Duration.of(value, scheduled.timeUnit().toChronoUnit());
		}
		return StringUtils.hasText(text) ? DurationStyle.detectAndParse(text, scheduled.timeUnit().toChronoUnit())
				: null;
	}

	/**
	 * When the method is due next after a run.
	 * @return the time, or empty if never again
	 */
	Optional<Instant> after(ScheduledRun last) {
		if (this.cron != null) {
			return next(this.cron, last.startedAt());
		}
		if (this.period == null) {
			return Optional.empty();
		}
		return Optional.of((this.afterEnd ? last.endedAt() : last.startedAt()).plus(this.period));
	}

	/**
	 * Whether what is due now by the clock of a node is done by a run on another one,
	 * whose clock was ahead. That can be told of fixed times only.
	 */
	boolean isDoneBy(ScheduledRun last, Instant now) {
		return this.cron != null
				&& next(this.cron, last.startedAt()).filter((due) -> !due.isAfter(now.plus(EARLY))).isEmpty();
	}

	/**
	 * When the method is due next.
	 * @param last the last run, or {@literal null} if there was none
	 * @return the time, or empty if that cannot be told
	 */
	Optional<Instant> next(@Nullable ScheduledRun last, Instant now) {
		if (this.cron != null) {
			return next(this.cron, now);
		}
		return (last != null) ? after(last).map((due) -> due.isBefore(now) ? now : due) : Optional.empty();
	}

	private Optional<Instant> next(CronExpression expression, Instant from) {
		ZonedDateTime due = expression.next(from.atZone(this.zone));
		return (due != null) ? Optional.of(due.toInstant()) : Optional.empty();
	}

}
