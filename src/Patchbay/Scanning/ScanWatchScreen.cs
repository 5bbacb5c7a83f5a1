using System.Text;
using Patchbay.Probing;

namespace Patchbay;

/// <summary><c>--watch</c>: the page on a terminal. Thread-safe.</summary>
sealed class ScanWatchScreen(Stream output, bool udp)
{
    readonly Lock _lock = new();
    readonly TerminalScreen _screen = new(output);
    readonly ScanWatchPage _page = new(udp);

    public void Begin() => _screen.Begin();

    public void End() => _screen.End();

    public void Found(ScanHost host, in HostFinding finding)
    {
        lock (_lock)
        {
            _page.Add(host, finding);
        }
    }

    public void Found(ScanHost host, in PortFinding finding)
    {
        lock (_lock)
        {
            _page.Add(host, finding);
        }
    }

    public void Learned(ScanHost host, PortResult port)
    {
        lock (_lock)
        {
            _page.Add(host, port);
        }
    }

    public void Draw(string heading)
    {
        string page;
        lock (_lock)
        {
            page = _page.Render(TerminalScreen.Height);
        }

        _screen.Draw($"{heading} · Ctrl-C ends", Encoding.UTF8.GetBytes(page));
    }
}
