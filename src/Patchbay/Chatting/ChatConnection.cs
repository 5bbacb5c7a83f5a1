using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Chat;

namespace Patchbay;

/// <summary>A connection that carries a <see cref="ChatTalk"/>: the server's lines in, ours out. Everything that touches the talk happens under its lock.</summary>
/// <param name="connection">The connection. Not owned.</param>
/// <param name="talk">The talk.</param>
/// <param name="show">Shows a line; called under the lock.</param>
sealed class ChatConnection(ConnectionContext connection, ChatTalk talk, Action<ChatLine> show) : IDisposable
{
    const int Longest = IrcLimits.Line;

    readonly SemaphoreSlim _talking = new(1);
    readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when what is typed has somewhere to go.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Lets the talk do something, and sends and shows what comes of it.</summary>
    public async Task DoAsync(Action<ChatTalk> action)
    {
        await _talking.WaitAsync();
        try
        {
            action(talk);
            await FlushAsync();
        }
        finally
        {
            _talking.Release();
        }
    }

    /// <summary>Reads until the server ends, or the talk fails.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await DoAsync(static talk => talk.Begin());
        var input = connection.Transport.Input;
        while (talk.Failure is null)
        {
            var read = await input.ReadAsync(stop);
            var rest = await TakeAsync(read.Buffer);
            input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                return;
            }

            if (rest.Length > Longest)
            {
                throw new UserError(ExitCode.ReceiveFailed, $"the server sent a line of more than {Longest} octets", "What answers there may be no chat server.");
            }
        }
    }

    public void Dispose() => _talking.Dispose();

    async Task<ReadOnlySequence<byte>> TakeAsync(ReadOnlySequence<byte> buffer)
    {
        while (talk.Failure is null && buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (IrcParser.ParseAny(line.AsSpan().TrimEnd((byte)'\r')) is { } message)
            {
                await DoAsync(talk => talk.Receive(message));
            }
        }

        return buffer;
    }

    async Task FlushAsync()
    {
        while (talk.TryTakeShown(out var line))
        {
            show(line!);
        }

        var any = false;
        while (talk.TryTakeLine(out var line))
        {
            connection.Transport.Output.Write(line);
            any = true;
        }

        if (any)
        {
            await connection.Transport.Output.FlushAsync();
        }

        if (talk.IsReady)
        {
            _ready.TrySetResult();
        }
    }
}
