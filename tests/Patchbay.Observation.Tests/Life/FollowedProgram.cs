using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Observation.Tests.Life;

/// <summary>A program whose calls a test makes up, followed as the tracer follows real ones.</summary>
sealed class FollowedProgram
{
    readonly Dictionary<string, int> _numbers = SystemCalls.Of(RuntimeInformation.ProcessArchitecture).ToDictionary(static call => call.Name, static call => call.Number);
    readonly CallFollower _calls;
    TimeSpan _now;

    public FollowedProgram()
    {
        var book = new SocketBook(Tracees, Tracees.Events.Add);
        _calls = new CallFollower(Tracees, new CallDecoder(0, packedEpoll: true), book, Tracees.Events.Add);
        Lifetimes = new Lifetimes(Tracees, _calls, book, Tracees.Events.Add);
        Main = Lifetimes.Begin(100, 100, "program", Now());
    }

    public FakeTracees Tracees { get; } = new();

    public Lifetimes Lifetimes { get; }

    public TracedThread Main { get; }

    public IEnumerable<CallEvent> Told => Tracees.Events.OfType<CallEvent>();

    public TimeSpan Now() => _now += TimeSpan.FromMicroseconds(10);

    public void Enter(TracedThread thread, string name, params ReadOnlySpan<ulong> arguments) => _calls.Enter(thread, (ulong)_numbers[name], FakeTracees.Arguments(arguments), Now());

    public void Leave(TracedThread thread, long result) => _calls.Leave(thread, result, Now());

    public void Call(TracedThread thread, string name, long result, params ReadOnlySpan<ulong> arguments)
    {
        Enter(thread, name, arguments);
        Leave(thread, result);
    }

    /// <summary>socket(2).</summary>
    public void Socket(TracedThread thread, int descriptor, ulong inode, ulong type = 1)
    {
        Tracees.Open(thread.Process.Id, descriptor, inode);
        Call(thread, "socket", descriptor, 2, type, 6);
    }

    /// <summary>fork(2) or clone(2) with these flags.</summary>
    public TracedThread Make(TracedThread parent, int id, ulong flags)
    {
        Enter(parent, "clone", flags);
        var child = Lifetimes.Make(parent, id, Now());
        Leave(parent, id);
        return child;
    }
}
