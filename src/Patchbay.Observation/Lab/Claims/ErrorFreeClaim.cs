using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>8: what a successful send and a right checksum prove.</summary>
sealed class ErrorFreeClaim() : Claim("error-free", "A stream socket is error free: what was sent arrives.")
{
    const int MostBytes = 64 * 1024 * 1024;

    // Two 16-bit words have changed places: a sum is the same in any order.
    static ReadOnlySpan<byte> Paid => "pay 10 to 90"u8;

    static ReadOnlySpan<byte> Damaged => "pay 90 to 10"u8;

    public override ClaimResult Run()
    {
        using var stage = new LabStage();
        var listener = stage.Listen("a");
        var client = stage.Connect("c", listener.Local!);
        var server = stage.Accept(listener, "s");
        var block = new byte[65536];
        var taken = 0;
        // The kernel makes the buffers larger as it goes: full is when it stays full.
        while (taken < MostBytes && (client.Send(block) is { Succeeded: true } sent ? (taken += sent.Returned) > 0 : client.Wait(Linux.PollEvents.Out, TimeSpan.FromMilliseconds(50))))
        {
        }

        server.Close().Must("close");
        client.Wait(Linux.PollEvents.HangUp, LabStage.Limit);
        var after = client.Send(block);
        return Judge(taken, 0, after, InternetChecksum.Compute(Paid), InternetChecksum.Compute(Damaged));
    }

    internal static ClaimResult Judge(int taken, int read, CallResult after, ushort checksum, ushort otherChecksum)
    {
        IReadOnlyList<Evidence> evidence =
        [
            Found("bytes for which send() said success, to a program that never reads", $"{taken}"),
            Found("bytes that this program read before it closed", $"{read}"),
            Found("the next send()", $"{(after.Succeeded ? "succeeded still" : Glossary.Default.ErrorText("send", after.Errno))}"),
            Found("the checksum of \"pay 10 to 90\", and of \"pay 90 to 10\"", $"0x{checksum:x4} and 0x{otherChecksum:x4}"),
        ];
        return taken > read || checksum == otherChecksum
            ? new(Verdict.Imprecise, "TCP repairs loss and order and finds most damage by a 16-bit sum, not all. And send() returning means that the kernel took the bytes: these were lost, and only the next call told.", evidence)
            : new(Verdict.True, "Every byte that send() took was read here.", evidence);
    }
}
