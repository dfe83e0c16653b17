package io.distsys.docs;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerState;
import io.distsys.worker.Workers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Service;

@SpringBootApplication
public class PledgeApplication {

	public static void main(String[] args) {
		SpringApplication.run(PledgeApplication.class, args);
	}

	record Pledge(String id, BigDecimal amount) {
	}

	interface Donor {

		CompletionStage<BigDecimal> pledge(Pledge pledge);

	}

	@Distributed("donor")
	static class DonorWorker implements Donor {

		private final WorkerContext context;

		@WorkerState
		private List<Pledge> pledges = List.of();

		DonorWorker(WorkerContext context) {
			this.context = context;
		}

		@Override
		public CompletionStage<BigDecimal> pledge(Pledge pledge) {
			if (this.pledges.stream().noneMatch((known) -> known.id().equals(pledge.id()))) {
				List<Pledge> more = new ArrayList<>(this.pledges);
				more.add(pledge);
				this.pledges = List.copyOf(more);
			}
			return CompletableFuture.completedFuture(total());
		}

		private BigDecimal total() {
			return this.pledges.stream().map(Pledge::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
		}

		@Override
		public String toString() {
			return "donor " + this.context.key();
		}

	}

	@Service
	static class Pledges {

		private final Workers workers;

		Pledges(Workers workers) {
			this.workers = workers;
		}

		CompletionStage<BigDecimal> take(String donor, Pledge pledge) {
			return this.workers.of(Donor.class).get(donor).pledge(pledge);
		}

	}

}
