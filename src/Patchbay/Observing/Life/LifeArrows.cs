using Patchbay.Observation;

namespace Patchbay;

/// <summary>What goes between both ends: segments, where any were seen; else the bytes of each send to the receive that took the last of them, and the end of each stream. Pure.</summary>
static class LifeArrows
{
    public static IEnumerable<LifeArrow> Of(IReadOnlyList<LifeRow> rows, SocketLife left, SocketLife? right)
    {
        if (right is null)
        {
            return [];
        }

        return rows.Any(static row => row.Entry.Event is SegmentEvent) ? Segments(rows, right) : Bytes(rows, left, right);
    }

    static IEnumerable<LifeArrow> Segments(IReadOnlyList<LifeRow> rows, SocketLife right)
    {
        foreach (var row in rows)
        {
            if (row.Entry.Event is SegmentEvent segment)
            {
                var toRight = !(right.Name?.Local is { } local && local.Port == segment.Source.Port && local.Host.Unmapped == segment.Source.Host.Unmapped);
                yield return new LifeArrow(row.Y, row.Y + 6, toRight, SegmentWords.Content(segment), SegmentWords.Has(segment, SegmentWords.Reset));
            }
        }
    }

    static IEnumerable<LifeArrow> Bytes(IReadOnlyList<LifeRow> rows, SocketLife left, SocketLife right) =>
        [.. OneWay(rows, left, right, true), .. OneWay(rows, right, left, false), .. Handshake(rows, left, right)];

    static IEnumerable<LifeArrow> OneWay(IReadOnlyList<LifeRow> rows, SocketLife from, SocketLife to, bool toRight)
    {
        var taken = new Queue<(long End, LifeRow Row)>();
        var sent = 0L;
        foreach (var row in rows)
        {
            if (row.Entry.Socket == to.Number && row.Entry.Event is CallEvent { Result: > 0 } receive && CallKinds.Receives(receive))
            {
                taken.Enqueue(((taken.Count > 0 ? taken.Last().End : 0) + receive.Result.Value, row));
            }
        }

        foreach (var row in rows)
        {
            if (row.Entry.Socket != from.Number || row.Entry.Event is not CallEvent call)
            {
                continue;
            }

            if (call.Result is > 0 and var count && CallKinds.Sends(call))
            {
                sent += count;
                while (taken.Count > 0 && taken.Peek().End < sent)
                {
                    taken.Dequeue();
                }

                // The kernel wakes the reader before the writer's call returns: what arrives is drawn no earlier than it left.
                yield return new LifeArrow(row.Y, Math.Max(row.Y + 6, taken.Count > 0 ? taken.Peek().Row.Y : 0), toRight, Bytes(count), false);
            }
            else if (CallKinds.Finishes(call))
            {
                var end = rows.FirstOrDefault(other => other.Entry.Socket == to.Number && other.Entry.Event is CallEvent { Result: 0, Asked: > 0 } last && CallKinds.Receives(last));
                var isCut = row.Entry.Because?.Contains("RST", StringComparison.Ordinal) == true;
                yield return new LifeArrow(row.Y, Math.Max(row.Y + 6, end?.Y ?? 0), toRight, isCut ? "RST" : "FIN", isCut);
                yield break;
            }
        }
    }

    static IEnumerable<LifeArrow> Handshake(IReadOnlyList<LifeRow> rows, SocketLife left, SocketLife right)
    {
        var connect = rows.FirstOrDefault(row => row.Entry.Socket == left.Number && row.Entry.Event is CallEvent { Name: "connect" });
        if (connect is not null)
        {
            var first = rows.FirstOrDefault(row => row.Entry.Socket == right.Number);
            yield return new LifeArrow(connect.Y, Math.Max(connect.Y + 6, first is not null && first.Y > connect.Y && first.Y - connect.Y < 80 ? first.Y : 0), true, "SYN", false);
        }
    }

    static string Bytes(long count) => count == 1 ? "1 byte" : $"{count} bytes";
}
