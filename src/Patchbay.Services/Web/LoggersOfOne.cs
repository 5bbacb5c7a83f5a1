using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Web;

/// <summary>Kestrel's and routing's loggers: what is a warning or worse goes to the service's own.</summary>
/// <param name="logger">The service's own.</param>
sealed class LoggersOfOne(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new WarningsOnly(logger);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one logger here.");

    public void Dispose()
    {
    }

    sealed class WarningsOnly(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
