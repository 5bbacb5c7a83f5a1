using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>
/// A command: we write its stdin and read its stdout, through two pipes (so that each direction ends by itself, and <c>/dev/stdin</c> and <c>/dev/stdout</c>
/// can be opened in it) or through one terminal.
/// </summary>
public sealed class ExecEnd : PatchEnd
{
    const int Chunk = 64 * 1024;
    const int SIGTERM = 15, SIGKILL = 9;

    // What a command may take to clean up after SIGTERM.
    static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    readonly RunningProgram _program;
    readonly Stream _input, _output;
    readonly PipeReader _reader;
    readonly bool _isTerminal;
    readonly CancellationTokenSource _aborting = new();
    SequencePosition _received;
    byte _lastSent = (byte)'\n';
    string? _abortReason;

    ExecEnd(string name, RunningProgram program, Stream input, Stream output, bool isTerminal)
    {
        (Name, _program, _input, _output, _isTerminal) = (name, program, input, output, isTerminal);
        _reader = PipeReader.Create(output, new StreamPipeReaderOptions(bufferSize: Chunk, minimumReadSize: Chunk / 4, leaveOpen: true));
        if (isTerminal)
        {
            // The kernel lets us write to a terminal that nobody has open, until it is full, and then never tells of room: a write that waits would wait for ever.
            _ = program.Exited.ContinueWith(_ => input.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Its process id.</summary>
    public int Id => _program.Id;

    /// <inheritdoc/>
    public override Task? Left => _program.Exited;

    /// <inheritdoc/>
    public override bool SpeaksAfterSendFailure => true;

    /// <inheritdoc/>
    public override bool Lingers => true;

    /// <inheritdoc/>
    public override string? Failure => _program.Exited is { IsCompletedSuccessfully: true, Result: { IsSuccess: false } exit }
        ? exit.BySignal ? $"{Name} was killed by {SignalNames.Of(exit.Status)}" : $"{Name} ended with status {exit.Status}"
        : null;

    /// <summary>Starts a command.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="words">Its argv; at least one.</param>
    /// <param name="settings">Where and how it runs.</param>
    /// <param name="environment">Its environment.</param>
    /// <exception cref="EndException">It cannot be started.</exception>
    public static ExecEnd Start(string name, IReadOnlyList<string> words, ExecSettings settings, IReadOnlyList<string> environment)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(settings);
        var start = new ProgramStart(words, environment) { Directory = settings.Directory, OwnGroup = settings.OwnGroup };
        return settings.Terminal ? OnTerminal(name, start) : OnPipes(name, start, settings.WithError);
    }

    /// <inheritdoc/>
    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await _reader.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    /// <inheritdoc/>
    public override void Advance() => _reader.AdvanceTo(_received);

    /// <inheritdoc/>
    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            await _input.WriteAsync(segment, cancellationToken);
            _lastSent = segment.IsEmpty ? _lastSent : segment.Span[^1];
        }
    }

    /// <inheritdoc/>
    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_isTerminal)
        {
            // A terminal has no half-close: Ctrl-D at the start of a line is the end of a file (termios(3), VEOF); within a line the first only ends the line.
            try
            {
                await _input.WriteAsync(_lastSent == '\n' ? "\x04"u8.ToArray() : "\x04\x04"u8.ToArray(), cancellationToken);
            }
            catch (ObjectDisposedException) when (_program.Exited.IsCompleted)
            {
                // It has ended, and needs nobody to type that.
            }

            return;
        }

        await _input.DisposeAsync();
    }

    /// <inheritdoc/>
    public override string DescribeReceiveFailure(Exception error) => _abortReason ?? base.DescribeReceiveFailure(error);

    /// <inheritdoc/>
    public override string DescribeSendFailure(Exception error) => $"{Name} no longer reads its stdin";

    /// <inheritdoc/>
    public override bool StopListening()
    {
        _output.Dispose();
        if (_isTerminal)
        {
            // Both descriptors are the terminal's: without them its line hangs up, and the command gets SIGHUP (pty(7)).
            _input.Dispose();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Abort(string reason)
    {
        if (Interlocked.CompareExchange(ref _abortReason, reason, null) is not null)
        {
            return;
        }

        _program.Signal(SIGTERM);
        _reader.CancelPendingRead();
        _output.Dispose();
        _input.Dispose();
        _ = KillLaterAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_program.Exited.IsCompleted)
        {
            Abort("the patch is over");
        }

        await _program.Exited;
        await _aborting.CancelAsync();
        _aborting.Dispose();
        await _input.DisposeAsync();
        await _output.DisposeAsync();
    }

    async Task KillLaterAsync()
    {
        if (await Task.WhenAny(_program.Exited, Task.Delay(KillPatience, _aborting.Token)) != _program.Exited)
        {
            _program.Signal(SIGKILL);
        }
    }

    static ExecEnd OnPipes(string name, ProgramStart start, bool withError)
    {
        var (childInput, ourOutput) = DescriptorFlags.Pipe();
        var (ourInput, childOutput) = DescriptorFlags.Pipe();
        try
        {
            var program = Start(start with { Input = childInput, Output = childOutput, Error = withError ? childOutput : 2 });
            return new ExecEnd(name, program, new PolledStream(ourOutput, forOutput: true), new PolledStream(ourInput, forOutput: false), isTerminal: false);
        }
        catch
        {
            SocketCalls.Close(ourInput);
            SocketCalls.Close(ourOutput);
            throw;
        }
        finally
        {
            SocketCalls.Close(childInput);
            SocketCalls.Close(childOutput);
        }
    }

    static ExecEnd OnTerminal(string name, ProgramStart start)
    {
        var terminal = PseudoTerminal.Open();
        try
        {
            var copy = DescriptorFlags.Duplicate(terminal.Descriptor);
            try
            {
                var program = Start(start with { Terminal = terminal.Path });
                return new ExecEnd(name, program, new PolledStream(copy, forOutput: true), new PolledStream(terminal.Descriptor, forOutput: false), isTerminal: true);
            }
            catch
            {
                SocketCalls.Close(copy);
                throw;
            }
        }
        catch
        {
            SocketCalls.Close(terminal.Descriptor);
            throw;
        }
    }

    static RunningProgram Start(ProgramStart start)
    {
        var command = start.Arguments[0];
        if (start.Directory is { } directory && !Directory.Exists(directory))
        {
            throw new EndException(EndFailure.Failed, $"{command} cannot be started in {directory}: there is no such directory", "cwd= names the directory the command runs in.");
        }

        try
        {
            return RunningProgram.Start(start);
        }
        catch (Win32Exception error)
        {
            throw error.NativeErrorCode switch
            {
                Errno.ENOENT => new EndException(
                    EndFailure.CommandNotFound, $"there is no command {command}", command.Contains('/', StringComparison.Ordinal) ? "Check its path." : "It is in no directory of PATH. Nothing here is a shell; for one write exec:sh -c '…'.", error),
                Errno.EACCES => new EndException(EndFailure.CommandNotRunnable, $"{command} may not be run (EACCES)", "Is it a program, and executable (chmod +x)?", error),
                Errno.ENOEXEC => new EndException(EndFailure.CommandNotRunnable, $"{command} is no program the kernel can run (ENOEXEC)", "A script begins with a line such as #!/bin/sh.", error),
                _ => new EndException(EndFailure.CommandNotRunnable, $"{command} cannot be started: {error.Message}", "The kernel's reason is all there is; see execve(2).", error),
            };
        }
    }
}
