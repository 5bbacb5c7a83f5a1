using System.Text;
using System.Text.Json;
using Patchbay.Services.Rpc;

namespace Patchbay.Services.Tests.Rpc;

public class RpcConnectionTests
{
    [Fact]
    public async Task Both_sides_call_each_other_also_from_within_a_handler()
    {
        var left = new RpcHandlers().Handle("double", TestJson.Default.RangeArgs, TestJson.Default.Int32, static (RangeArgs args, CancellationToken _) => args.From * 2);
        var right = new RpcHandlers().Handle("quadruple", TestJson.Default.RangeArgs, TestJson.Default.Int32, static async ValueTask<int> (RangeArgs args, RpcContext context) =>
            2 * await context.Connection.CallAsync("double", args, TestJson.Default.RangeArgs, TestJson.Default.Int32, context.CancellationToken));
        await using var pair = new RpcPair(left, right).Start();
        // More at once than may run: those that wait for us do not count, or nobody would ever read our answers.
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(value => pair.Left.CallAsync("quadruple", new RangeArgs(value), TestJson.Default.RangeArgs, TestJson.Default.Int32))).WaitAsync(ChildProcess.Limit);
        Assert.Equal(Enumerable.Range(0, 1000).Select(value => value * 4), answers);
        Assert.Equal((0, 0), (pair.Left.InFlight, pair.Right.InFlight));
    }

    [Fact]
    public async Task Two_sides_that_both_send_more_than_any_buffer_holds_both_get_all_answers()
    {
        await using var pair = new RpcPair(RpcTestMethods.Specification(), RpcTestMethods.Specification()).Start();
        var text = JsonSerializer.SerializeToUtf8Bytes(new[] { new string('x', 200_000) });
        var calls = Enumerable.Range(0, 200).SelectMany(_ => new[] { pair.Left.CallAsync("echo", text), pair.Right.CallAsync("echo", text) });
        Assert.All(await Task.WhenAll(calls).WaitAsync(ChildProcess.Limit), answer => Assert.Equal(text, answer));
    }

    [Fact]
    public async Task A_message_of_16_MiB_arrives_and_a_larger_one_is_refused_before_it_is_sent()
    {
        await using var pair = new RpcPair(RpcTestMethods.Specification(), RpcTestMethods.Specification()).Start();
        var most = RpcLimits.Default.MaxMessageBytes;
        var large = Encoding.ASCII.GetBytes($"[\"{new string('x', most - 100)}\"]");
        Assert.Equal(large, await pair.Left.CallAsync("echo", large).WaitAsync(ChildProcess.Limit));
        var error = await Assert.ThrowsAsync<RpcConnectionException>(() => pair.Left.CallAsync("echo", Encoding.ASCII.GetBytes($"[\"{new string('x', most)}\"]")));
        Assert.Contains("larger than a message may be: 16777216", error.Message);
        Assert.Equal("[1]"u8.ToArray(), await pair.Left.CallAsync("echo", "[1]"u8.ToArray()));
    }

    [Fact]
    public async Task A_cancelled_call_cancels_the_handler_and_the_answer_says_so()
    {
        var entered = new TaskCompletionSource();
        var ended = new TaskCompletionSource<bool>();
        var handlers = Waiting(entered, ended);
        await using var pair = new RpcPair(new RpcHandlers(), handlers).Start();
        using var cancel = new CancellationTokenSource();
        var call = pair.Left.CallAsync("wait", default(ReadOnlyMemory<byte>), cancel.Token);
        await entered.Task.WaitAsync(ChildProcess.Limit);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(await ended.Task.WaitAsync(ChildProcess.Limit));
        Assert.Equal("\"pong\""u8.ToArray(), await pair.Left.CallAsync("rpc.ping", default(ReadOnlyMemory<byte>)));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"a b\"")]
    public async Task Cancelling_by_notification_is_answered_with_32800_and_the_request_s_id(string id)
    {
        var answer = await RpcExchange.RunAsync($$$"""
            {"jsonrpc":"2.0","method":"wait","id":{{{id}}}}
            {"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"other"}}
            {"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{{{id}}}}}
            {"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}
            {"jsonrpc":"2.0","method":"$/cancelRequest"}
            """, Waiting(new(), new()));
        Assert.Equal($$$"""{"jsonrpc":"2.0","error":{"code":-32800,"message":"Request cancelled"},"id":{{{id}}}}""" + "\n", answer);
    }

    [Fact]
    public async Task Progress_comes_with_the_caller_s_token_before_the_answer_and_not_without_one()
    {
        var handlers = new RpcHandlers().Handle("work", TestJson.Default.RangeArgs, TestJson.Default.String, static async ValueTask<string> (RangeArgs args, RpcContext context) =>
        {
            for (var i = args.From; i < args.To; i++)
            {
                await context.ReportProgressAsync(i, TestJson.Default.Int32);
            }

            return context.WantsProgress ? "told" : "done";
        });
        Assert.Equal(
            """
            {"jsonrpc":"2.0","method":"$/progress","params":{"token":"t\u0001","value":1}}
            {"jsonrpc":"2.0","method":"$/progress","params":{"token":"t\u0001","value":2}}
            {"jsonrpc":"2.0","result":"told","id":1}

            """,
            await RpcExchange.RunAsync("""{"jsonrpc":"2.0","method":"work","params":{"from":1,"to":3,"workDoneToken":"t\u0001"},"id":1}""", handlers));
        Assert.Equal("""{"jsonrpc":"2.0","result":"done","id":1}""" + "\n", await RpcExchange.RunAsync("""{"jsonrpc":"2.0","method":"work","params":{"from":1,"to":3},"id":1}""", handlers));
    }

    [Fact]
    public async Task Errors_carry_code_message_and_data_and_what_a_handler_throws_by_mistake_stays_inside()
    {
        var handlers = new RpcHandlers()
            .Handle("fail", TestJson.Default.RpcNoParams, TestJson.Default.Int32, int (RpcNoParams _, CancellationToken _) => throw new RpcException(42, "no \"luck\"\n", JsonElement.Parse("{\"a\":[1.50]}")))
            .Handle("fail.later", TestJson.Default.RpcNoParams, TestJson.Default.Int32, async Task<int> (RpcNoParams _, CancellationToken _) => { await Task.Yield(); throw new RpcException(43, "later"); })
            .Handle("bug", TestJson.Default.RpcNoParams, TestJson.Default.Int32, int (RpcNoParams _, CancellationToken _) => throw new InvalidOperationException("secret"))
            .Handle("nan", TestJson.Default.RpcNoParams, TestJson.Default.Double, double (RpcNoParams _, CancellationToken _) => double.NaN);
        await using var pair = new RpcPair(new RpcHandlers(), handlers).Start();
        var failed = await FailAsync("fail");
        Assert.Equal((42, "no \"luck\"\n", "{\"a\":[1.50]}"), (failed.Code, failed.Message, failed.Details!.Value.GetRawText()));
        Assert.Equal((43, "later", null), ((await FailAsync("fail.later")) is var later ? (later.Code, later.Message, later.Details?.GetRawText()) : default));
        Assert.Equal((-32603, "Internal error"), ((await FailAsync("bug")) is var bug ? (bug.Code, bug.Message) : default));
        Assert.Equal(-32603, (await FailAsync("nan")).Code);
        Assert.Equal(-32601, (await FailAsync("none")).Code);
        Assert.Equal(5, pair.Right.Counters.Errors);

        Task<RpcException> FailAsync(string method) => Assert.ThrowsAsync<RpcException>(() => pair.Left.CallAsync(method, default(ReadOnlyMemory<byte>)));
    }

    [Fact]
    public async Task A_batch_is_answered_together_in_its_order_when_the_slowest_is_done()
    {
        var gate = new TaskCompletionSource();
        var handlers = RpcTestMethods.Specification().Handle("slow", TestJson.Default.RpcNoParams, TestJson.Default.Int32, async Task<int> (RpcNoParams _, CancellationToken _) => { await gate.Task; return 1; });
        handlers.HandleNotification("open", TestJson.Default.RpcNoParams, (_, _) => { gate.SetResult(); return ValueTask.CompletedTask; });
        Assert.Equal(
            """[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","result":3,"id":2}]""" + "\n",
            await RpcExchange.RunAsync("""[{"jsonrpc":"2.0","method":"slow","id":1},{"jsonrpc":"2.0","method":"open"},{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":2}]""", handlers));
    }

    [Fact]
    public async Task More_requests_than_may_run_are_not_read_until_one_is_done()
    {
        var (running, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var full = new TaskCompletionSource();
        var handlers = new RpcHandlers().Handle("hold", TestJson.Default.RpcNoParams, TestJson.Default.Int32, async Task<int> (RpcNoParams _, CancellationToken token) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            if (now == 4)
            {
                full.TrySetResult();
            }

            await gate.WaitAsync(token);
            Interlocked.Decrement(ref running);
            return 0;
        });
        await using var pair = new RpcPair(new RpcHandlers(), handlers, new RpcOptions { MaxInFlight = 4 }).Start();
        var calls = Enumerable.Range(0, 50).Select(_ => pair.Left.CallAsync("hold", default(ReadOnlyMemory<byte>))).ToList();
        await full.Task.WaitAsync(ChildProcess.Limit);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        gate.Release(50);
        await Task.WhenAll(calls).WaitAsync(ChildProcess.Limit);
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_stops_being_read_at_the_bound_and_is_then_reset()
    {
        using var memory = new MemoryConnection(64 * 1024);
        var options = new RpcOptions { MaxBytesInFlight = 1_000_000, SendTimeout = TimeSpan.FromMilliseconds(300) };
        var rpc = new RpcConnection(memory.Connection, RpcTestMethods.Specification(), options);
        var run = rpc.RunAsync();
        var request = Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","method":"echo","params":["{{new string('x', 10_000)}}"],"id":1}""" + "\n");
        var sent = 0L;
        var feeding = Task.Run(async () =>
        {
            // A test's peer offers 200 times what may be held.
            for (var i = 0; i < 20_000 && !run.IsCompleted; i++)
            {
                var flush = memory.Peer.WriteAsync(request).AsTask();
                if (await Task.WhenAny(flush, run) == run)
                {
                    return;
                }

                sent += request.Length;
            }
        });
        await Task.WhenAny(run).WaitAsync(ChildProcess.Limit);
        await feeding.WaitAsync(ChildProcess.Limit);
        Assert.InRange(sent, 0, 3_000_000);
        await Assert.ThrowsAsync<RpcConnectionException>(() => rpc.CallAsync("any", default(ReadOnlyMemory<byte>)));
    }

    [Fact]
    public async Task A_call_that_is_not_answered_ends_in_time_and_the_peer_is_told()
    {
        var ended = new TaskCompletionSource<bool>();
        await using var pair = new RpcPair(new RpcHandlers(), Waiting(new(), ended), new RpcOptions { CallTimeout = TimeSpan.FromMilliseconds(50) }).Start();
        var error = await Assert.ThrowsAsync<TimeoutException>(() => pair.Left.CallAsync("wait", default(ReadOnlyMemory<byte>)));
        Assert.Equal("wait was not answered within 0.05 s", error.Message);
        Assert.True(await ended.Task.WaitAsync(ChildProcess.Limit));
    }

    [Fact]
    public async Task A_request_that_runs_too_long_is_cancelled_and_answered()
    {
        var answer = await RpcExchange.RunAsync("""{"jsonrpc":"2.0","method":"wait","id":1}""", Waiting(new(), new()), new RpcOptions { HandlerTimeout = TimeSpan.FromMilliseconds(20) });
        Assert.Equal("""{"jsonrpc":"2.0","error":{"code":-32002,"message":"Request timed out"},"id":1}""" + "\n", answer);
    }

    [Fact]
    public async Task Calls_under_way_fail_when_the_peer_finishes_and_later_ones_are_refused()
    {
        var entered = new TaskCompletionSource();
        await using var pair = new RpcPair(Waiting(entered, new()), new RpcHandlers()).Start();
        var call = pair.Right.CallAsync("wait", default(ReadOnlyMemory<byte>));
        await entered.Task.WaitAsync(ChildProcess.Limit);
        await pair.FinishLeftAsync();
        await Assert.ThrowsAsync<RpcConnectionException>(() => call.WaitAsync(ChildProcess.Limit));
        await Assert.ThrowsAsync<RpcConnectionException>(() => pair.Right.CallAsync("wait", default(ReadOnlyMemory<byte>)));
    }

    [Fact]
    public async Task More_calls_than_may_wait_throw()
    {
        await using var pair = new RpcPair(new RpcHandlers(), Waiting(new(), new()), new RpcOptions { MaxCalls = 3, MaxInFlight = 100 }).Start();
        using var cancel = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 3).Select(_ => pair.Left.CallAsync("wait", default(ReadOnlyMemory<byte>), cancel.Token)).ToList();
        Assert.Contains("3 calls wait", (await Assert.ThrowsAsync<RpcConnectionException>(() => pair.Left.CallAsync("wait", default(ReadOnlyMemory<byte>)))).Message);
        await cancel.CancelAsync();
        await Task.WhenAll(calls.Select(call => Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)));
        Assert.Equal("\"pong\""u8.ToArray(), await pair.Left.CallAsync("rpc.ping", default(ReadOnlyMemory<byte>)));
    }

    [Fact]
    public async Task Answers_that_nobody_waits_for_are_dropped_and_get_no_answer() =>
        Assert.Equal("""{"jsonrpc":"2.0","result":"pong","id":1}""" + "\n", await RpcExchange.RunAsync("""
            {"jsonrpc":"2.0","result":1,"id":77}
            {"jsonrpc":"2.0","error":{"code":1,"message":"x"},"id":null}
            {"jsonrpc":"2.0","method":"$/progress","params":{"token":1,"value":2}}
            {"jsonrpc":"2.0","method":"rpc.ping","id":1}
            """));

    [Fact]
    public async Task A_host_that_drains_ends_an_idle_connection_and_lets_a_running_request_finish()
    {
        using var memory = new MemoryConnection();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var handlers = new RpcHandlers().Handle("hold", TestJson.Default.RpcNoParams, TestJson.Default.Int32, async Task<int> (RpcNoParams _, CancellationToken _) => { entered.SetResult(); await gate.Task; return 7; });
        var run = new RpcConnection(memory.Connection, handlers).RunAsync();
        await memory.Peer.WriteAsync("{\"jsonrpc\":\"2.0\",\"method\":\"hold\",\"id\":1}"u8.ToArray());
        await entered.Task.WaitAsync(ChildProcess.Limit);
        memory.RequestClose();
        Assert.False(run.IsCompleted);
        gate.SetResult();
        await run.WaitAsync(ChildProcess.Limit);
        Assert.Equal("{\"jsonrpc\":\"2.0\",\"result\":7,\"id\":1}\n", Encoding.ASCII.GetString((await memory.FromHandler.ReadAsync()).Buffer.FirstSpan));
    }

    [Theory]
    [InlineData("[[[[", "]]]]")]
    [InlineData("{\"a\":", "}")]
    public async Task JSON_nested_100_000_deep_is_an_error_and_the_connection_goes_on(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        const string Error = """{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error","data":{"reason":"nested deeper than 64"}},"id":null}""";
        const string Pong = """{"jsonrpc":"2.0","result":"pong","id":2}""";
        const string Ping = """{"jsonrpc":"2.0","method":"rpc.ping","id":2}""";
        Assert.Equal($"{Error}\n{Pong}\n", await RpcExchange.RunAsync($"{deep}\n{Ping}\n"));
        var request = $$"""{"jsonrpc":"2.0","method":"echo","params":{{deep}},"id":1}""";
        Assert.Equal($"{Error}\n{Pong}\n", await RpcExchange.RunAsync($"{request}\n{Ping}\n"));
        Assert.Equal(RpcExchange.WithHeader(Error) + RpcExchange.WithHeader(Pong), await RpcExchange.RunAsync(RpcExchange.WithHeader(request) + RpcExchange.WithHeader(Ping)));
    }

    static RpcHandlers Waiting(TaskCompletionSource entered, TaskCompletionSource<bool> ended) => new RpcHandlers().Handle("wait", TestJson.Default.RpcNoParams, TestJson.Default.Int32, async Task<int> (RpcNoParams _, CancellationToken token) =>
    {
        entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }
        finally
        {
            ended.TrySetResult(token.IsCancellationRequested);
        }
    });
}
