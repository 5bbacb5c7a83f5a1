using Microsoft.Extensions.Logging;

namespace Patchbay;

/// <summary>The services' log: warnings and errors as lines on stderr, everything with --verbose.</summary>
sealed class ReportLoggers(Report report) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new ReportLogger(report, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place to log to.");

    public void Dispose()
    {
    }

    sealed class ReportLogger(Report report, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= (report.IsVerbose ? LogLevel.Debug : LogLevel.Warning);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                report.Say($"{category}: {formatter(state, exception)}{(exception is null ? "" : " " + exception.Message)}");
            }
        }
    }
}
