using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Patchbay.Sockets.Tests.Package;

/// <summary>The package is what a stranger gets: it must build and echo without this repository.</summary>
[Collection(AloneCollection.Name)]
public sealed class PackageTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchbay-package-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_consumer_of_the_package_builds_and_echoes()
    {
        var project = Path.GetFullPath(Path.Combine(Here(), "../../../src/Patchbay.Sockets/Patchbay.Sockets.csproj"));
        await DotnetAsync($"pack \"{project}\" -c Release -v q --nologo -o \"{_folder.FullName}/feed\"");
        var package = Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "feed"), "*.nupkg"));
        using (var archive = await ZipFile.OpenReadAsync(package))
        {
            var entries = archive.Entries.Select(entry => entry.FullName).ToList();
            Assert.Contains("lib/net10.0/Patchbay.Sockets.dll", entries);
            Assert.Contains("lib/net10.0/Patchbay.Sockets.xml", entries);
            Assert.Contains("lib/net10.0/Patchbay.Linux.dll", entries);
        }

        var version = Path.GetFileNameWithoutExtension(package)["Patchbay.Sockets.".Length..];
        await WriteAsync("nuget.config", $"""
            <configuration>
              <packageSources><add key="fresh" value="{_folder.FullName}/feed" /></packageSources>
              <config><add key="globalPackagesFolder" value="{_folder.FullName}/packages" /></config>
            </configuration>
            """);
        await WriteAsync("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Patchbay.Sockets" Version="{version}" /></ItemGroup>
            </Project>
            """);
        await WriteAsync("Program.cs", """
            using System.Net;
            using Patchbay.Sockets;

            await using var engine = SocketEngine.Create();
            await using var host = new ConnectionHost(await engine.BindAsync(new IPEndPoint(IPAddress.Loopback, 0)), static async connection =>
                await connection.Transport.Input.CopyToAsync(connection.Transport.Output));
            host.Start();
            await using var client = await engine.ConnectAsync(host.EndPoint);
            await client.Transport.Output.WriteAsync("hello from a package"u8.ToArray());
            await client.Transport.Output.CompleteAsync();
            using var answer = new StreamReader(client.AsStream());
            Console.WriteLine(await answer.ReadToEndAsync());
            """);
        var output = await DotnetAsync($"run --project \"{_folder.FullName}/Consumer.csproj\"");
        Assert.Equal("hello from a package", output.Trim());
    }

    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text);

    async Task<string> DotnetAsync(string arguments)
    {
        // The test runner's own MSBuild variables would follow into the child and break its build.
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.FullName };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // No build server may outlive the test with our pipes in its hands.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(process.ExitCode == 0, $"dotnet {arguments} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }
}
