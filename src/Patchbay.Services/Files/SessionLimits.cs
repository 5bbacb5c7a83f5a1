using System.Net;

namespace Patchbay.Services.Files;

/// <summary>How many sessions there are, and from where. Thread-safe.</summary>
/// <param name="most">At once.</param>
/// <param name="mostPerAddress">At once from one address.</param>
sealed class SessionLimits(int most, int mostPerAddress)
{
    readonly Dictionary<IPAddress, int> _perAddress = [];
    readonly Lock _lock = new();
    int _sessions;

    /// <summary>Counts a session in.</summary>
    /// <returns>Null, or why it is one too many.</returns>
    public string? TryEnter(IPAddress address)
    {
        lock (_lock)
        {
            var same = _perAddress.GetValueOrDefault(address);
            if (_sessions >= most)
            {
                return "There are too many connected users, please try later.";
            }

            if (same >= mostPerAddress)
            {
                return "There are too many connections from your internet address.";
            }

            _sessions++;
            _perAddress[address] = same + 1;
            return null;
        }
    }

    /// <summary>Counts it out.</summary>
    public void Leave(IPAddress address)
    {
        lock (_lock)
        {
            _sessions--;
            if (--_perAddress[address] == 0)
            {
                _perAddress.Remove(address);
            }
        }
    }
}
