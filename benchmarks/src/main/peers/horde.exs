# A node whose calls `benchmarks/run peers` measures: of a process by its name in Horde's
# registry, of one by its name in :global, and of one by its name and that of its node,
# which is what a call costs at least. Takes the orders of `CallOrders` on its standard
# input.
#   elixir --name NODE -pa EBIN... horde.exs PROCESSES NODE...
# The first of the nodes has the process that :global knows.

defmodule Peers.Answerer do
  use GenServer

  def start(name), do: GenServer.start(__MODULE__, nil, name: name)

  @impl true
  def init(nil), do: {:ok, nil}

  @impl true
  def handle_call({:answer, question}, _from, state), do: {:reply, question, state}
end

defmodule Peers.Calls do
  # A hundred nanoseconds each: more than 0.1 s is counted as that.
  @buckets 1_000_000
  @nanos 100
  @text "a text of 32 characters, no more"

  def measure(names, callers, warm_up, time) do
    counters = :counters.new(@buckets + 1, [])
    failed = :counters.new(1, [])
    longest = :atomics.new(1, [])
    from = System.monotonic_time(:nanosecond) + warm_up * 1_000_000
    to = from + time * 1_000_000

    1..callers
    |> Enum.map(fn _ -> spawn_monitor(fn -> call(names, tuple_size(names), from, to, counters, failed, longest) end) end)
    |> Enum.each(fn {_, monitor} ->
      receive do
        {:DOWN, ^monitor, :process, _, :normal} -> :ok
      end
    end)

    line(counters, :counters.get(failed, 1), :atomics.get(longest, 1), time)
  end

  defp call(names, size, from, to, counters, failed, longest) do
    begun = System.monotonic_time(:nanosecond)

    if begun < to do
      answered = answered?(elem(names, :rand.uniform(size) - 1))
      done = System.monotonic_time(:nanosecond)

      cond do
        not answered ->
          :counters.add(failed, 1, 1)

        begun >= from and done <= to ->
          :counters.add(counters, min(div(done - begun, @nanos), @buckets) + 1, 1)
          if done - begun > :atomics.get(longest, 1), do: :atomics.put(longest, 1, done - begun)

        true ->
          :ok
      end

      call(names, size, from, to, counters, failed, longest)
    end
  end

  defp answered?(name) do
    GenServer.call(name, {:answer, @text}) == @text
  catch
    :exit, _ -> false
  end

  defp line(counters, failures, longest, time) do
    counts = for bucket <- 1..(@buckets + 1), do: :counters.get(counters, bucket)
    total = Enum.sum(counts)

    [
      Integer.to_string(total),
      decimal(total * 1000 / time),
      decimal(percentile(counts, total, 0.5)),
      decimal(percentile(counts, total, 0.99)),
      decimal(longest / 1000),
      Integer.to_string(failures)
    ]
    |> Enum.join(",")
  end

  # The middle of the bucket, in microseconds.
  defp percentile(counts, total, part) do
    wanted = max(1, ceil(total * part))

    {bucket, _} =
      Enum.reduce_while(counts, {0, 0}, fn count, {bucket, sum} ->
        if sum + count >= wanted, do: {:halt, {bucket, sum}}, else: {:cont, {bucket + 1, sum + count}}
      end)

    (bucket + 0.5) * @nanos / 1000
  end

  defp decimal(number), do: :erlang.float_to_binary(number * 1.0, decimals: 1)
end

defmodule Peers.Node do
  alias Peers.{Answerer, Calls}

  def run([count | nodes]) do
    nodes = Enum.map(nodes, &String.to_atom/1)
    workers = workers(String.to_integer(count), nodes)

    {:ok, _} =
      Horde.Registry.start_link(
        name: Peers.Registry,
        keys: :unique,
        members: Enum.map(nodes, &{Peers.Registry, &1})
      )

    {:ok, _} = Answerer.start(Peers.Process)
    answer("ready")
    follow(nodes, workers)
  end

  # The same number on each node, each with the node that it is on.
  defp workers(count, nodes) do
    for number <- 0..(count - 1), do: {"worker-#{number}", Enum.at(nodes, rem(number, length(nodes)))}
  end

  defp follow(nodes, workers) do
    case IO.gets("") do
      :eof ->
        System.halt(1)

      line ->
        line |> String.trim() |> String.split(" ") |> order(nodes, workers) |> answer()
        follow(nodes, workers)
    end
  end

  defp answer(text), do: IO.puts("answer:" <> text)

  defp order(["version"], _, _) do
    Application.load(:horde)

    "Horde #{Application.spec(:horde, :vsn)}, Elixir #{System.version()}, OTP #{System.otp_release()} " <>
      "(#{:erlang.system_info(:emu_flavor)})"
  end

  defp order(["prepare"], nodes, workers) do
    Enum.each(nodes, &Node.connect/1)
    for {name, node} <- workers, node == node(), do: Answerer.start(via(name))
    if node() == hd(nodes), do: Answerer.start({:global, Peers.Singleton})
    missing(nodes, workers)
  end

  defp order(["call", target, place, "processes", callers, warm_up, time], nodes, workers) do
    case names(target, Enum.filter(nodes, &((&1 == node()) == (place == "here"))), workers) do
      [] ->
        "none"

      names ->
        Calls.measure(
          List.to_tuple(names),
          String.to_integer(callers),
          String.to_integer(warm_up),
          String.to_integer(time)
        )
    end
  end

  # A name comes to the other nodes some time after it was registered.
  defp missing(nodes, workers) do
    unknown = Enum.count(workers, fn {name, _} -> whereis(name) == :undefined end)

    cond do
      length(Node.list()) < length(nodes) - 1 -> "only #{length(Node.list())} other nodes are connected"
      unknown > 0 -> "#{unknown} names are unknown here"
      :global.whereis_name(Peers.Singleton) == :undefined -> "the name of :global is unknown here"
      true -> "prepared"
    end
  end

  defp names("worker", nodes, workers) do
    for {name, node} <- workers, node in nodes, do: via(name)
  end

  defp names("singleton", nodes, _) do
    pid = :global.whereis_name(Peers.Singleton)
    if is_pid(pid) and node(pid) in nodes, do: [{:global, Peers.Singleton}], else: []
  end

  defp names("process", nodes, _), do: Enum.map(nodes, &{Peers.Process, &1})

  defp via(name), do: {:via, Horde.Registry, {Peers.Registry, name}}

  defp whereis(name), do: Horde.Registry.whereis_name({Peers.Registry, name})
end

Peers.Node.run(System.argv())
