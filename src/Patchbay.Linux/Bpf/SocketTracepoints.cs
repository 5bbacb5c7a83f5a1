namespace Patchbay.Linux.Bpf;

/// <summary>
/// Every change of state of every TCP socket of this network namespace, and every RST and repeated segment, as they happen: programs of a few dozen instructions at the kernel's raw
/// tracepoints, which write into one ring buffer. Needs CAP_BPF and CAP_PERFMON, or root. What the reader is too slow for is lost, never waited for. One reader; <see cref="Stop"/>
/// is safe from any thread. Linux 5.8 and later.
/// </summary>
public sealed class SocketTracepoints : IDisposable
{
    // 136 bytes an event: half a million of them a second leave 15 ms to the reader.
    const int RingSize = 1 << 20;

    // Where things lie on the program's stack, below its end.
    const int RecordAt = 144;
    const int InodeAt = 8;

    static readonly (SocketTracepoint Tracepoint, string Name)[] Names =
    [
        (SocketTracepoint.State, "inet_sock_set_state"), (SocketTracepoint.Retransmit, "tcp_retransmit_skb"),
        (SocketTracepoint.ResetSent, "tcp_send_reset"), (SocketTracepoint.ResetReceived, "tcp_receive_reset"),
    ];

    readonly BpfRing _ring;
    readonly List<int> _descriptors = [];
    readonly byte[] _record = new byte[SocketRecord.Size];
    volatile bool _isStopped;

    /// <summary>Loads and attaches.</summary>
    /// <exception cref="BpfException">A right is missing, the kernel has no such tracepoint, or its structures are others than those that are read.</exception>
    public SocketTracepoints()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("bpf(2) is Linux's.");
        }

        var layout = SocketLayout.OfThisKernel();
        _ring = new BpfRing(RingSize);
        try
        {
            foreach (var (tracepoint, name) in Names)
            {
                var program = BpfCalls.Load(Program(tracepoint, _ring.Descriptor, layout).Code);
                _descriptors.Add(program);
                _descriptors.Add(BpfCalls.Attach(name, program));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next record.</summary>
    /// <param name="record">Until the next call.</param>
    /// <returns>False after <see cref="Stop"/>.</returns>
    public bool Read(out SocketRecord record)
    {
        while (true)
        {
            if (_ring.TryRead(_record, out var length) && length >= SocketRecord.Size)
            {
                record = new SocketRecord(_record);
                return true;
            }

            if (_isStopped)
            {
                record = default;
                return false;
            }

            if (length == 0)
            {
                _ring.Wait();
            }
        }
    }

    /// <summary>Ends <see cref="Read"/> when what is there was read.</summary>
    public void Stop()
    {
        _isStopped = true;
        _ring.Wake();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var descriptor in _descriptors)
        {
            SocketCalls.Close(descriptor);
        }

        _descriptors.Clear();
        _ring.Dispose();
    }

    static BpfProgram Program(SocketTracepoint tracepoint, int ring, SocketLayout layout)
    {
        const int Context = 1, Socket = 6, Before = 7, Now = 8, Stack = 10;
        var program = new BpfProgram().Load64(Socket, Context, 0);
        if (tracepoint == SocketTracepoint.State)
        {
            program.Load64(Before, Context, 8).Load64(Now, Context, 16);
        }
        else
        {
            program.Set(Before, 0).Set(Now, 0);
        }

        return program
            // sock_common, which every kind of TCP socket begins with; of none (RST for a port that nobody has), zeros.
            .StackAddress(1, RecordAt - SocketRecord.CommonAt).Set(2, SocketRecord.CommonSize).Move(3, Socket).Call(BpfHelper.ReadKernel)
            .Load64(3, Stack, -RecordAt + SocketRecord.CommonAt + SocketRecord.NamespaceAt).AddValue(3, layout.NamespaceInode)
            .StoreValue64(Stack, -InodeAt, 0).StackAddress(1, InodeAt).Set(2, 4).Call(BpfHelper.ReadKernel)
            .Load64(1, Stack, -InodeAt).EndUnless32(1, layout.OwnNamespace)
            .Call(BpfHelper.Time).Store64(Stack, -RecordAt, 0)
            .Store64(Stack, -RecordAt + 8, Socket)
            .StoreValue32(Stack, -RecordAt + 16, (int)tracepoint)
            .Store32(Stack, -RecordAt + 20, Before)
            .Store32(Stack, -RecordAt + 24, Now).StoreValue32(Stack, -RecordAt + 28, 0)
            .StoreValue64(Stack, -RecordAt + 32, 0)
            // The port that was lent stays here when sock_common's is taken back.
            .StackAddress(1, RecordAt - 32).Set(2, 2).Move(3, Socket).AddValue(3, layout.SourcePort).Call(BpfHelper.ReadKernel)
            .Map(1, ring).StackAddress(2, RecordAt).Set(3, SocketRecord.Size).Set(4, 0).Call(BpfHelper.RingOutput)
            .End();
    }
}
