using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests;

/// <summary>A batch is a list of datagrams, whatever was added, removed, cut, split and converted before.</summary>
public sealed class DatagramBatchProperties
{
    const int Capacity = 6, MaxSize = 20;

    [Fact]
    public void A_batch_is_the_list_it_was_made_by() => Prop.ForAll(Steps.ToArbitrary(), steps =>
    {
        var batch = new DatagramBatch(Capacity, MaxSize);
        var model = new List<(byte[] Bytes, EndPoint? Peer, bool IsTruncated)>();
        foreach (var step in steps)
        {
            Apply(batch, model, step);
            Assert.Equal(model.Count, batch.Count);
            for (var i = 0; i < model.Count; i++)
            {
                Assert.Equal(model[i].Bytes, batch[i].ToArray());
                Assert.Equal(model[i].Peer, batch.Peer(i));
                Assert.Equal(model[i].IsTruncated, batch.IsTruncated(i));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void An_end_point_survives_its_bytes() => Prop.ForAll(Peers.ToArbitrary(), peer =>
    {
        var batch = new DatagramBatch(1);
        batch.TryAdd([], peer);
        Assert.Equal(peer, batch.Peer(0));
    }).Check(Config.QuickThrowOnFailure);

    static Gen<EndPoint?> Peers => Gen.OneOf(
        Gen.Constant<EndPoint?>(null),
        from address in Gen.Choose(0, 255).ArrayOf(4)
        from port in Gen.Choose(0, 65_535)
        select (EndPoint?)new IPEndPoint(new IPAddress([.. address.Select(one => (byte)one)]), port),
        from address in Gen.Choose(1, 255).ArrayOf(16)
        from scope in Gen.Choose(0, 9)
        from port in Gen.Choose(0, 65_535)
        select (EndPoint?)new IPEndPoint(new IPAddress([.. address.Select(one => (byte)one)], scope), port),
        Gen.Elements<EndPoint?>(new System.Net.Sockets.UnixDomainSocketEndPoint("/run/x"), new System.Net.Sockets.UnixDomainSocketEndPoint("\0abstract")));

    static Gen<Step[]> Steps => Gen.OneOf(
        from length in Gen.Choose(0, MaxSize)
        from seed in Gen.Choose(0, 255)
        from peer in Peers
        select new Step(Kind.Add, length, seed, peer),
        from size in Gen.Choose(1, MaxSize + 5)
        from total in Gen.Choose(1, 100)
        from peer in Peers
        select new Step(Kind.Run, size, total, peer),
        from index in Gen.Choose(0, Capacity)
        from length in Gen.Choose(0, MaxSize)
        from kind in Gen.Elements(Kind.Remove, Kind.Remove, Kind.Shorten, Kind.Convert, Kind.Convert, Kind.Clear)
        select new Step(kind, index, length, null)).ArrayOf();

    static unsafe void Apply(DatagramBatch batch, List<(byte[] Bytes, EndPoint? Peer, bool IsTruncated)> model, Step step)
    {
        switch (step.Kind)
        {
            case Kind.Add:
                byte[] bytes = [.. Enumerable.Range(step.Second, step.First).Select(one => (byte)one)];
                Assert.Equal(model.Count < Capacity, batch.TryAdd(bytes, step.Peer));
                if (model.Count < Capacity)
                {
                    model.Add((bytes, step.Peer, false));
                }

                break;

            case Kind.Run when batch.Count == 0:
                // What a receive does with a run: it fills an empty batch.
                var run = new Span<byte>(batch.Run(0), step.Second);
                for (var i = 0; i < run.Length; i++)
                {
                    run[i] = (byte)i;
                }

                Span<byte> peer = new byte[SocketAddressBytes.MostBytes];
                peer = peer[..(step.Peer is null ? 0 : SocketAddressBytes.Write(step.Peer, peer))];
                for (var at = 0; at < run.Length && model.Count < Capacity; at += step.First)
                {
                    var part = run[at..Math.Min(run.Length, at + step.First)];
                    batch.TakeFromRun(0, at, part.Length, peer);
                    model.Add((part[..Math.Min(part.Length, MaxSize)].ToArray(), step.Peer, part.Length > MaxSize));
                }

                break;

            case Kind.Remove when step.First < model.Count:
                batch.RemoveAt(step.First);
                model.RemoveAt(step.First);
                break;

            case Kind.Shorten when step.First < model.Count:
                var length = Math.Min(step.Second, model[step.First].Bytes.Length);
                batch.Shorten(step.First, length);
                model[step.First] = (model[step.First].Bytes[..length], model[step.First].Peer, false);
                break;

            // What a send on an IPv6 or IPv4 socket does to the peers: nobody sees it.
            case Kind.Convert when step.First < model.Count:
                batch.PeerPointer(step.First, wantsV6: step.Second % 2 == 0, out _);
                break;

            case Kind.Clear when step.Second == 0:
                batch.Clear();
                model.Clear();
                break;
        }
    }

    enum Kind
    {
        Add,
        Run,
        Remove,
        Shorten,
        Convert,
        Clear,
    }

    sealed record Step(Kind Kind, int First, int Second, EndPoint? Peer);
}
