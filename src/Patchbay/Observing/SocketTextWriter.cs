using Patchbay.Observation;

namespace Patchbay;

/// <summary>Sockets as a table for people.</summary>
sealed class SocketTextWriter : ISocketWriter
{
    readonly SocketListing _listing;
    readonly Utf8Table _table;

    public SocketTextWriter(Stream output, SocketListing listing)
    {
        _listing = listing;
        var columns = new List<TableColumn> { new("KIND"), new("STATE"), new("RECV-Q", true), new("SEND-Q", true), new("LOCAL"), new("REMOTE") };
        if (!listing.Bare)
        {
            columns.AddRange([new("SCOPE"), new("USER")]);
        }

        if (listing.Timers)
        {
            columns.Add(new("TIMER"));
        }

        if (!listing.Bare)
        {
            columns.Add(new("PROCESS"));
        }

        _table = new Utf8Table(output, listing.Heading, columns);
    }

    public void Write(SocketRow row)
    {
        _table.Cell(SocketWords.Of(row.Kind));
        _table.Cell(SocketWords.StateOf(row));
        WriteQueues(row);
        WriteEnds(row);
        if (!_listing.Bare)
        {
            _table.Cell(SocketWords.Of(row.Scope));
            _table.Cell(UserNames.Of(row.User));
        }

        if (_listing.Timers)
        {
            SocketDetailText.WriteTimer(_table.Text, row);
            _table.EndCell();
        }

        if (!_listing.Bare)
        {
            WriteOwners(row);
        }

        if (row.Tcp is not null || row.Memory is not null)
        {
            _table.BeginNote();
            SocketDetailText.WriteNote(_table.Text, row);
        }

        _table.EndRow(Order(row));
    }

    public void Finish(IReadOnlyList<string> missing) => _table.Finish();

    // Tables in their order, in each the listeners first, then by port.
    static ulong Order(SocketRow row) =>
        ((ulong)row.Kind << 40) | (row.IsListener ? 0 : 1ul << 36) | ((ulong)row.Local.Port << 16) | row.Remote.Port;

    // A listener has no bytes: its queue is of connections, and the most it may hold.
    void WriteQueues(SocketRow row)
    {
        _table.Text.Append(row.ReceiveQueue);
        if (row.IsListener)
        {
            _table.Text.Append("/"u8);
            _table.Text.Append(row.SendQueue);
            _table.EndCell();
            _table.Cell("-"u8);
        }
        else
        {
            _table.EndCell();
            _table.Cell(row.SendQueue);
        }
    }

    void WriteEnds(SocketRow row)
    {
        if (row.IsInet)
        {
            WriteEnd(row, row.Local);
            if (row.HasRemote)
            {
                WriteEnd(row, row.Remote);
            }
            else
            {
                _table.Cell("-"u8);
            }
        }
        else
        {
            _table.Cell(SocketName.LocalOf(row));
            _table.Cell(SocketName.RemoteOf(row));
        }
    }

    void WriteEnd(SocketRow row, SocketEnd end)
    {
        Span<byte> text = stackalloc byte[SocketText.MostEndBytes];
        var zone = row.Interface == 0 ? null : InterfaceNameCache.Of(row.Interface);
        if (row.IsDualStack && end == row.Local)
        {
            _table.Text.Append("*"u8);
            _table.Cell(text[..SocketText.WritePort(end.Port, text)]);
        }
        else
        {
            _table.Cell(text[..SocketText.Write(end, zone, text)]);
        }
    }

    void WriteOwners(SocketRow row)
    {
        if (row.Owners.Count == 0)
        {
            _table.Cell(SocketOwners.Text(row));
            return;
        }

        _table.Text.Append(row.Owners[0].Name);
        _table.Text.Append(" (pid "u8);
        _table.Text.Append((uint)row.Owners[0].Pid);
        var last = row.Owners[0].Pid;
        foreach (var owner in row.Owners)
        {
            if (owner.Pid != last)
            {
                _table.Text.Append(", "u8);
                _table.Text.Append((uint)owner.Pid);
                last = owner.Pid;
            }
        }

        _table.Cell(")"u8);
    }
}
