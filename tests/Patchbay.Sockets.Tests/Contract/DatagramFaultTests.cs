using static Patchbay.Linux.Errno;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>What the kernel may answer to a receive or a send of datagrams, answered on purpose.</summary>
public sealed class DatagramFaultTests
{
    [Theory, Engines(Can.TellDatagrams | Can.Fault)]
    public async Task Disturbed_and_short_calls_are_repeated_and_lose_nothing(TestedEngine engine)
    {
        var faults = new Faults { MostBytes = static count => Math.Min(count, 3) }
            .Plan(FaultPoint.Receive, EAGAIN, EINTR, ECANCELED, ENOMEM, ENOBUFS, EAGAIN)
            .Plan(FaultPoint.Send, EINTR, EAGAIN, ECANCELED, ENOBUFS, ENOMEM);
        await using var arena = new DatagramArena(engine, faults);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        var texts = Enumerable.Range(0, 100).Select(i => $"{i}").ToArray();
        await sender.SendAsync(receiver.LocalEndPoint, texts);
        Assert.Equal(texts, await receiver.ReceiveTextsAsync(texts.Length));
        Assert.Equal(6, faults.Struck(FaultPoint.Receive));
        Assert.Equal(5, faults.Struck(FaultPoint.Send));
    }

    [Theory, Engines(Can.Datagram)]
    public async Task A_kernel_without_memory_for_good_fails_the_call_and_not_the_socket(TestedEngine engine)
    {
        var faults = new Faults().Always(FaultPoint.Send, ENOBUFS);
        await using var arena = new DatagramArena(engine, faults);
        var (sender, receiver) = (await arena.BindAsync(), await arena.BindAsync());
        var error = await Assert.ThrowsAsync<DatagramException>(() => sender.SendAsync(receiver.LocalEndPoint, "x"));
        Assert.Equal((0, ENOBUFS), (error.Sent, error.Error.Errno));
        faults.Stop();
        faults.Always(FaultPoint.Receive, ENOMEM);
        await sender.SendAsync(receiver.LocalEndPoint, "kept");
        error = await Assert.ThrowsAsync<DatagramException>(() => receiver.ReceiveAsync(new DatagramBatch()).Soon());
        Assert.Equal(System.Net.Sockets.SocketError.NoBufferSpaceAvailable, error.SocketError);
        faults.Stop();
        Assert.Equal(["kept"], await receiver.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams | Can.Fault)]
    public async Task A_waiting_send_can_be_cancelled_and_closed(TestedEngine engine)
    {
        var faults = new Faults().Always(FaultPoint.Send, ENOBUFS);
        await using var arena = new DatagramArena(engine, faults);
        var sender = await arena.BindAsync();
        using var cancellation = new CancellationTokenSource();
        var batch = DatagramExtensions.Batch(["x".Ascii()], DatagramArena.AnyPort);
        var sending = sender.SendAsync(batch, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Soon());
    }
}
