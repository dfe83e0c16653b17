package io.distsys.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupRecovery;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.consensus.ResetOutcome;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jmx.ExposableJmxEndpoint;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.jmx.JmxOperation;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/** Who may reset the consensus group through the endpoint, and what is answered. */
class ClusterResetTests {

	private static final GroupId LOST = new GroupId(1, 0);

	private static final GroupId NEW = new GroupId(2, 0);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JmxAutoConfiguration.class, EndpointAutoConfiguration.class,
				JmxEndpointAutoConfiguration.class))
		.withUserConfiguration(EndpointOfMocks.class)
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=cluster");

	private static List<String> operations(ApplicationContext context) {
		Collection<ExposableJmxEndpoint> endpoints = context.getBean(JmxEndpointsSupplier.class).getEndpoints();
		return endpoints.stream()
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.map(JmxOperation::getName)
			.toList();
	}

	@Test
	void resetIsNotThereUnlessAccessIsUnrestricted() {
		this.runner
			.run((context) -> assertThat(operations(context)).contains("cluster").doesNotContain("reset", "operate"));
		this.runner.withPropertyValues("management.endpoint.cluster.access=UNRESTRICTED")
			.run((context) -> assertThat(operations(context)).contains("cluster", "reset", "operate"));
		this.runner
			.withPropertyValues("management.endpoint.cluster.access=UNRESTRICTED",
					"management.endpoints.access.max-permitted=READ_ONLY")
			.run((context) -> assertThat(operations(context)).doesNotContain("reset", "operate"));
	}

	@Test
	void whatWasDoneIsAnswered() {
		this.runner.run((context) -> {
			given(context.getBean(GroupRecovery.class).reset(eq("ann"), eq("fire"), any())).willReturn(
					CompletableFuture.completedFuture(new ResetOutcome.Done(LOST, NEW, List.of(new NodeId(0, 7)))));
			ResetDescriptor answer = context.getBean(ClusterEndpoint.class).reset("consensus", "ann", "fire");
			assertThat(answer.outcome()).isEqualTo("RESET");
			assertThat(answer.abandoned()).isEqualTo(LOST.toString());
			assertThat(answer.group()).isEqualTo(NEW.toString());
			assertThat(answer.members()).containsExactly("a");
		});
	}

	@Test
	void refusalIsAnsweredWithItsReason() {
		this.runner.run((context) -> {
			given(context.getBean(GroupRecovery.class).reset(any(), any(), any())).willReturn(
					CompletableFuture.completedFuture(new ResetOutcome.Refused(ResetOutcome.Reason.MAJORITY_REACHABLE,
							"two of three answer, " + new NodeId(0, 7) + " is one")));
			ResetDescriptor answer = context.getBean(ClusterEndpoint.class).reset("consensus", "ann", "fire");
			assertThat(answer.outcome()).isEqualTo("REFUSED");
			assertThat(answer.reason()).isEqualTo("MAJORITY_REACHABLE");
			assertThat(answer.message()).isEqualTo("two of three answer, a is one");
		});
	}

	@Test
	void resetThatWasNotFinishedInTimeIsAnsweredAsUnknown() {
		this.runner.run((context) -> {
			given(context.getBean(GroupRecovery.class).reset(any(), any(), any()))
				.willReturn(CompletableFuture.failedFuture(new OutcomeUnknownException("too slow")));
			assertThat(context.getBean(ClusterEndpoint.class).reset("consensus", "ann", "fire").outcome())
				.isEqualTo("UNKNOWN");
		});
	}

	@Test
	void anotherPartOrAnEmptyRecordIsABadRequest() {
		this.runner.run((context) -> {
			ClusterEndpoint endpoint = context.getBean(ClusterEndpoint.class);
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.reset("nodes", "ann", "fire"));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.reset("consensus", " ", "fire"));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.reset("consensus", "ann", null));
			verifyNoInteractions(context.getBean(GroupRecovery.class));
			assertThat(context.getBean(Audits.class).events)
				.extracting(AuditEvent::getPrincipal, AuditEvent::getType, (event) -> event.getData().get("part"),
						(event) -> event.getData().get("outcome"))
				.containsExactly(tuple("ann", "distsys.request", "nodes", "INVALID"),
						tuple(" ", "distsys.consensus.reset", "consensus", "INVALID"),
						tuple("ann", "distsys.consensus.reset", "consensus", "INVALID"));
		});
	}

	@Test
	void whatCannotBeDoneToAnybodyLeavesATraceToo() {
		this.runner.run((context) -> {
			ClusterEndpoint endpoint = context.getBean(ClusterEndpoint.class);
			assertThat(endpoint.operate("nodes", "z", "drain", null, null, "ann", null)).isNull();
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.operate("nodes", "a", "paint", null, null, "ann", null));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.operate("workers", "donor", "stop", null, null, null, null));
			assertThat(context.getBean(Audits.class).events)
				.extracting(AuditEvent::getPrincipal, AuditEvent::getType, (event) -> event.getData().get("action"),
						(event) -> event.getData().get("outcome"))
				.containsExactly(tuple("ann", "distsys.nodes.drain", "drain", "NOT_FOUND"),
						tuple("ann", "distsys.request", "paint", "INVALID"),
						tuple("unknown", "distsys.workers.stop", "stop", "INVALID"));
		});
	}

	@Test
	void unknownFieldIsABadRequestAndNothingIsDone() {
		this.runner.withPropertyValues("management.endpoint.cluster.access=UNRESTRICTED").run((context) -> {
			JmxOperation reset = operation(context, "reset");
			Map<String, Object> request = Map.of("part", "consensus", "by", "ann", "why", "fire", "dryRun", true);
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> reset.invoke(new InvocationContext(SecurityContext.NONE, request)))
				.withMessageContaining("[dryRun]");
			Map<String, Object> move = Map.of("part", "singletons", "name", "x", "action", "move", "node", "b");
			JmxOperation operate = operation(context, "operate");
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> operate.invoke(new InvocationContext(SecurityContext.NONE, move)))
				.withMessageContaining("[node]");
			verifyNoInteractions(context.getBean(GroupRecovery.class));
		});
	}

	private static JmxOperation operation(ApplicationContext context, String name) {
		return context.getBean(JmxEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.filter((operation) -> operation.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	static class Audits {

		private final List<AuditEvent> events = new ArrayList<>();

		@EventListener
		void onAudit(AuditApplicationEvent event) {
			this.events.add(event.getAuditEvent());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EndpointOfMocks {

		@Bean
		Audits audits() {
			return new Audits();
		}

		@Bean
		KnownFields knownFields() {
			return new KnownFields();
		}

		@Bean
		GroupRecovery groupRecovery() {
			return mock(GroupRecovery.class);
		}

		@Bean
		ClusterEndpoint clusterEndpoint(ApplicationContext context) {
			Cluster cluster = mock(Cluster.class);
			Node self = new Node(new NodeId(0, 7), "a", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
			given(cluster.self()).willReturn(self);
			given(cluster.view()).willReturn(new ClusterView(1, List.of(self)));
			return new ClusterEndpoint(cluster, mock(Quorum.class), mock(ReplicatedLog.class), mock(Ownerships.class),
					mock(ClusterReports.class), context);
		}

	}

}
