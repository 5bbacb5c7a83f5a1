using Patchbay.Probing;

namespace Patchbay;

/// <summary>Hands what a scan finds to everything that shows it.</summary>
/// <param name="lines">JSON lines; null without.</param>
/// <param name="watch">The live screen; null without.</param>
/// <param name="voice">Where sentences go.</param>
sealed class ScanFollower(ScanLines? lines, ScanWatchScreen? watch, ScanVoice voice) : IScanObserver
{
    public void Began(ScanHeader header) => lines?.Began(header);

    public void Found(ScanHost host, in HostFinding finding)
    {
        lines?.Found(host, finding);
        watch?.Found(host, finding);
    }

    public void Found(ScanHost host, in PortFinding finding)
    {
        lines?.Found(host, finding);
        watch?.Found(host, finding);
    }

    public void Learned(ScanHost host, PortResult port)
    {
        lines?.Learned(host, port);
        watch?.Learned(host, port);
    }

    public void Notice(string sentence)
    {
        lines?.Notice(sentence);
        if (watch is null)
        {
            voice.Say(sentence);
        }
    }
}
