package io.distsys.spring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.ScheduledRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** What becomes of the runs of a singleton that moves at three in the morning. */
class ScheduledSingletonTaskTests {

	private static final Instant AT_THREE = Instant.parse("2026-11-21T03:00:00Z");

	private final ClusterSingletons singletons = mock(ClusterSingletons.class);

	private final ScheduledRuns runs = mock(ScheduledRuns.class);

	private final AtomicInteger count = new AtomicInteger();

	private Instant now = AT_THREE;

	@BeforeEach
	void letIn() {
		willAnswer((call) -> {
			call.<Runnable>getArgument(2).run();
			return true;
		}).given(this.singletons).runFenced(eq("ledger"), anyString(), any());
	}

	private ScheduledSingletonTask task(String method, Runnable body) throws NoSuchMethodException {
		Schedule schedule = Schedule.of(getClass().getDeclaredMethod(method).getAnnotation(Scheduled.class),
				(text) -> text);
		return new ScheduledSingletonTask("ledger", method, body, null, schedule, MisfireRule.ONCE, new Scheduling());
	}

	private void lastRun(String method, String when) {
		given(this.runs.last("ledger", method)).willReturn(Optional
			.of(new ScheduledRun("ledger", method, Instant.parse(when), Duration.ofSeconds(10), false, "the other")));
	}

	@Test
	void aRunThatWasDueDuringTheMoveFollowsOnce() throws Exception {
		lastRun("nightly", "2026-11-19T03:00:00.005Z");
		this.now = AT_THREE.plusSeconds(2);
		ScheduledSingletonTask task = task("nightly", this.count::incrementAndGet);
		task.activated();
		assertThat(this.count).as("two nights were missed").hasValue(1);
		ArgumentCaptor<ScheduledRun> run = ArgumentCaptor.forClass(ScheduledRun.class);
		verify(this.runs).add(run.capture());
		assertThat(run.getValue())
			.isEqualTo(new ScheduledRun("ledger", "nightly", this.now, Duration.ZERO, false, "this one"));
	}

	@Test
	void aRunThatTheOtherNodeHasDoneIsNotRepeated() throws Exception {
		lastRun("nightly", "2026-11-21T03:00:00.005Z");
		this.now = AT_THREE.plusSeconds(2);
		task("nightly", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(0);
	}

	@Test
	void nothingWasMissedWhereNothingEverRan() throws Exception {
		given(this.runs.last("ledger", "nightly")).willReturn(Optional.empty());
		task("nightly", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(0);
	}

	@Test
	void aMethodThatHasNeverRunIsExpectedFromTheFirstActivationOn() throws Exception {
		task("nightly", this.count::incrementAndGet).activated();
		verify(this.runs).expect("ledger", "nightly", AT_THREE);
		assertThat(this.count).hasValue(0);
	}

	@Test
	void aFirstRunThatWasDueDuringTheMoveFollowsToo() throws Exception {
		given(this.runs.expected("ledger", "nightly")).willReturn(Optional.of(new ScheduledRun("ledger", "nightly",
				Instant.parse("2026-11-21T02:59:00Z"), Duration.ZERO, false, "")));
		this.now = AT_THREE.plusSeconds(2);
		task("nightly", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(1);
		verify(this.runs, never()).expect(any(), any(), any());
	}

	@Test
	void aTimerThatComesJustBeforeTheSingletonIsActiveKeepsTheRunFromNobody() throws Exception {
		this.now = AT_THREE.plusSeconds(2);
		lastRun("nightly", "2026-11-20T03:00:00.005Z");
		ScheduledSingletonTask task = task("nightly", this.count::incrementAndGet);
		willAnswer((call) -> {
			letIn();
			task.activated();
			return false;
		}).given(this.singletons).runFenced(eq("ledger"), anyString(), any());
		task.run();
		assertThat(this.count).hasValue(1);
	}

	@Test
	void aRunIsNotRepeatedByANodeWhoseClockIsBehind() throws Exception {
		lastRun("nightly", "2026-11-21T03:00:00.005Z");
		task("nightly", this.count::incrementAndGet).run();
		assertThat(this.count).hasValue(0);
	}

	@Test
	void aTimerThatIsEarlyRunsWhatIsDueNow() throws Exception {
		lastRun("nightly", "2026-11-20T03:00:00.005Z");
		this.now = AT_THREE.minusMillis(5);
		task("nightly", this.count::incrementAndGet).run();
		assertThat(this.count).hasValue(1);
	}

	@Test
	void aRateCountsFromTheBeginOfARunAndADelayFromItsEnd() throws Exception {
		lastRun("everyMinute", "2026-11-21T02:59:00Z");
		lastRun("aMinuteAfter", "2026-11-21T02:59:00Z");
		task("everyMinute", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(1);
		task("aMinuteAfter", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(1);
		this.now = AT_THREE.plusSeconds(10);
		task("aMinuteAfter", this.count::incrementAndGet).activated();
		assertThat(this.count).hasValue(2);
	}

	@Test
	void aRegularRunDoesNotOverlapTheOneThatIsMadeUpFor() throws Exception {
		lastRun("everyMinute", "2026-11-21T02:00:00Z");
		ScheduledSingletonTask[] self = new ScheduledSingletonTask[1];
		self[0] = task("everyMinute", () -> {
			this.count.incrementAndGet();
			self[0].run();
		});
		self[0].activated();
		assertThat(this.count).hasValue(1);
		self[0] = task("everyMinute", this.count::incrementAndGet);
		self[0].run();
		assertThat(this.count).as("later runs are not kept away").hasValue(2);
	}

	@Test
	void aRunThatFailsIsRememberedAsFailed() throws Exception {
		ScheduledSingletonTask task = task("nightly", () -> {
			throw new IllegalStateException("no paper");
		});
		assertThatIllegalStateException().isThrownBy(task::run).withMessage("no paper");
		ArgumentCaptor<ScheduledRun> run = ArgumentCaptor.forClass(ScheduledRun.class);
		verify(this.runs).add(run.capture());
		assertThat(run.getValue().failed()).isTrue();
	}

	@Test
	void whereTheSingletonIsNotActiveNothingRunsAndNothingIsRemembered() throws Exception {
		given(this.singletons.runFenced(eq("ledger"), anyString(), any())).willReturn(false);
		task("nightly", this.count::incrementAndGet).run();
		assertThat(this.count).hasValue(0);
		verify(this.runs, never()).add(any());
	}

	@Scheduled(cron = "0 0 3 * * *", zone = "UTC")
	void nightly() {
	}

	@Scheduled(fixedRateString = "PT1M")
	void everyMinute() {
	}

	@Scheduled(fixedDelay = 60_000)
	void aMinuteAfter() {
	}

	private final class Scheduling implements ScheduledSingletonTask.SingletonScheduling {

		@Override
		public ClusterSingletons singletons() {
			return ScheduledSingletonTaskTests.this.singletons;
		}

		@Override
		public ScheduledRuns runs() {
			return ScheduledSingletonTaskTests.this.runs;
		}

		@Override
		public Clock clock() {
			return Clock.fixed(ScheduledSingletonTaskTests.this.now, ZoneOffset.UTC);
		}

		@Override
		public String nodeName() {
			return "this one";
		}

	}

}
