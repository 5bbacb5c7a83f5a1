using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary>vsftpd as a peer: loopback, anonymous, reading only, with sendfile as it comes; what it needs in a directory of its own that goes with it.</summary>
sealed class VsftpdConfig : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("patchbay-bench-vsftpd");

    public VsftpdConfig(string root, int port)
    {
        Port = port;
        var empty = _directory.CreateSubdirectory("empty").FullName;
        File.WriteAllText(Path, string.Create(CultureInfo.InvariantCulture, $"""
            listen=YES
            background=NO
            listen_address=127.0.0.1
            listen_port={port}
            anonymous_enable=YES
            no_anon_password=YES
            anon_root={root}
            local_enable=NO
            secure_chroot_dir={empty}
            seccomp_sandbox=NO
            xferlog_enable=NO

            """));
    }

    public int Port { get; }

    string Path => System.IO.Path.Combine(_directory.FullName, "vsftpd.conf");

    public IReadOnlyList<string> Command => ["vsftpd", Path];

    public void Dispose() => _directory.Delete(recursive: true);
}
